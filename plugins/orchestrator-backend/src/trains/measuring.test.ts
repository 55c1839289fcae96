import { mockServices } from '@backstage/backend-test-utils';
import { ConflictError } from '@backstage/errors';
import { trainBoard } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { MetricSource } from '@backstage-orchestrator/plugin-orchestrator-node';
import {
  AnalysisSampler,
  MetricReader,
  type HttpMetricSource,
} from '../metricSources';
import { rebuildReadTables } from '../store/rebuild';
import { testDatabases } from '../testing';
import { ANA, BEN, TrainHarness } from './testing/TrainHarness';
import { WatchHandler } from './WatchHandler';

const databases = testDatabases();
const CREATED = '2030-03-01T00:00:00.000Z';
const OPENS = '2030-03-19T09:00:00.000Z';
const DEPARTURE = '2030-03-26T09:00:00.000Z';

const PRODUCT = {
  id: 'shop',
  entity: 'component:default/shop',
  version: '1.0.0',
  criticality: 'medium' as const,
  activation: [{ id: 'on', flag: { key: 'shop', set: 'on' as const } }],
  rollback: [{ id: 'off', flag: { key: 'shop', set: 'off' as const } }],
};

/** A server whose answer a test says. */
class ScriptedSource implements MetricSource {
  readonly name = 'default';
  answer: number | Error = 0.1;
  readonly asked: string[] = [];

  async query(text: string): Promise<number> {
    this.asked.push(text);
    if (this.answer instanceof Error) {
      throw this.answer;
    }
    return this.answer;
  }

  evidenceOf(text: string, { at }: { at: Date }) {
    return {
      title: text,
      url: `https://prometheus.example.com/graph?at=${at.toISOString()}`,
    };
  }
}

class Measuring extends TrainHarness {
  readonly source = new ScriptedSource();

  /** Looks at all that is due. */
  async look(): Promise<void> {
    const reader = new MetricReader({
      sources: [this.source],
      http: {} as HttpMetricSource,
      clock: this.clock,
    });
    const handler = new WatchHandler({
      service: this.service,
      clock: this.clock,
      logger: mockServices.logger.mock(),
      reader,
      sampler: new AnalysisSampler({ reader, clock: this.clock }),
      collectors: {},
    });
    for (const claim of await this.claim()) {
      if (claim.item.kind === 'train.watch') {
        await handler.execute(claim, new AbortController().signal);
      }
    }
  }

  async lookAt(instant: string): Promise<void> {
    await this.at(instant);
    await this.look();
  }

  async resultOf(id: string) {
    const [{ parts }] = trainBoard(
      await this.queries.parts(id),
      this.clock.now().toISOString(),
    );
    return parts[0].cells[0];
  }

  async events(id: string, type: string): Promise<number> {
    const rows = await this.database('events')
      .where({ run_id: id, type })
      .count({ total: '*' });
    return Number(rows[0].total);
  }
}

describe.each(databases.supported)('on %s', kind => {
  async function harness() {
    return new Measuring(await databases.init(kind));
  }

  describe('an analysis of a gate', () => {
    const create = (trains: TrainHarness, validFor?: string) =>
      trains.create({
        products: [PRODUCT],
        dependencies: [],
        waves: [{ id: 'all' }],
        gates: [
          {
            id: 'go',
            criteria: [
              {
                id: 'errors',
                validFor,
                analysis: {
                  metrics: [
                    {
                      name: 'rate',
                      successCondition: 'result < 0.5',
                      prometheus: { query: 'errors' },
                    },
                  ],
                },
              },
            ],
            signOffs: [{ id: 'release', from: [BEN.actor.ref] }],
          },
        ],
      });

    const sign = async (trains: Measuring, id: string) => {
      const [{ standing }] = await trains.board(id);
      await trains.service.commandGate(
        id,
        'go',
        {
          type: 'sign',
          decision: 'approved',
          evidenceDigest: standing.digest,
          by: BEN.actor.ref,
          ownershipRefs: [BEN.actor.ref],
        },
        BEN,
      );
    };

    it('begins when the gate opens, and goes on until the gate has let the train through', async () => {
      const trains = await harness();
      const id = await create(trains);
      await trains.look();
      expect(trains.source.asked).toEqual([]);

      await trains.lookAt(OPENS);
      expect(await trains.resultOf(id)).toMatchObject({ status: 'pass' });
      await sign(trains, id);
      expect((await trains.board(id))[0].state.status).toBe('go');

      // The same finding with other figures leaves the sign-off and the GO valid.
      trains.source.answer = 0.2;
      await trains.lookAt('2030-03-19T09:05:00.000Z');
      expect(trains.source.asked).toHaveLength(2);
      expect((await trains.board(id))[0].state.status).toBe('go');
      expect(await trains.events(id, 'criterion.recorded')).toBe(1);

      // Another one opens the gate again, and is looked at more often.
      trains.source.answer = 0.9;
      await trains.lookAt('2030-03-19T09:10:00.000Z');
      expect(await trains.resultOf(id)).toMatchObject({ status: 'fail' });
      expect((await trains.board(id))[0].state.status).toBe('open');
      trains.source.answer = 0.1;
      await trains.lookAt('2030-03-19T09:10:30.000Z');
      // It is what was signed again.
      expect((await trains.board(id))[0].state.status).toBe('go');

      await trains.lookAt(DEPARTURE);
      await trains.service.command(
        id,
        { type: 'depart', by: ANA.actor.ref },
        ANA,
      );
      await trains.look();
      const asked = trains.source.asked.length;
      await trains.lookAt('2030-03-26T12:00:00.000Z');
      expect(trains.source.asked).toHaveLength(asked);
    });

    it('is measured once, early, where somebody asks before the gate is open', async () => {
      const trains = await harness();
      const id = await create(trains);
      await trains.service.refresh(
        id,
        { kind: 'gate', gate: 'go', criterion: 'errors', part: 'shop' },
        ANA,
      );
      await trains.look();
      await trains.lookAt('2030-03-02T00:00:00.000Z');
      expect(trains.source.asked).toHaveLength(1);
      await trains.lookAt(OPENS);
      expect(trains.source.asked).toHaveLength(2);
    });

    it('is looked at again before it is too old, so that a GO stays one', async () => {
      const trains = await harness();
      const id = await create(trains, '4m');
      await trains.lookAt(OPENS);
      await sign(trains, id);
      for (const minute of ['02', '04', '06', '08']) {
        await trains.lookAt(`2030-03-19T09:${minute}:00.000Z`);
        expect((await trains.board(id))[0].state.status).toBe('go');
      }
      // The server is gone for good: what was found before does not count for ever.
      trains.source.answer = new Error('gone');
      await trains.lookAt('2030-03-19T09:10:00.000Z');
      expect((await trains.board(id))[0].state.status).toBe('go');
      await trains.lookAt('2030-03-19T09:12:00.000Z');
      expect((await trains.board(id))[0].state.status).toBe('open');
    });
  });

  describe('a success metric', () => {
    const create = (trains: TrainHarness, query?: string) =>
      trains.create({
        products: [PRODUCT],
        dependencies: [],
        waves: [{ id: 'all' }],
        gates: [
          {
            id: 'go',
            opens: 'D-1m',
            criteria: [
              { id: 'ready', checklist: { items: [{ id: 'a', title: 'A' }] } },
            ],
          },
        ],
        success: [
          {
            id: 'adoption',
            title: 'Adoption',
            kind: 'adoption',
            product: 'shop',
            target: '>=20',
            query,
            measure: 'D+7',
          },
        ],
      });

    async function arrived(trains: Measuring, query?: string): Promise<string> {
      const id = await create(trains, query);
      await trains.service.commandProduct(
        id,
        'shop',
        {
          type: 'tick',
          gate: 'go',
          criterion: 'ready',
          item: 'a',
          done: true,
          note: 'Seen',
          evidence: [],
          by: ANA.actor.ref,
          ownershipRefs: ['group:default/team-shop'],
        },
        ANA,
      );
      await trains.at('2030-03-26T08:59:00.000Z');
      await trains.at(DEPARTURE);
      await trains.service.command(
        id,
        { type: 'depart', by: ANA.actor.ref },
        ANA,
      );
      await trains.work();
      expect((await trains.train(id)).phase).toBe('closing');
      return id;
    }

    const QUERY = 'adoption_of{service="${{ product.id }}"}';
    const DUE = '2030-04-02T08:00:00.000Z';

    it('is measured by itself when it is due, and recorded with its source', async () => {
      const trains = await harness();
      trains.source.answer = 31;
      const id = await arrived(trains, QUERY);
      await trains.lookAt('2030-04-01T08:00:00.000Z');
      expect(trains.source.asked).toEqual([]);
      await expect(
        trains.service.command(id, { type: 'close', by: ANA.actor.ref }, ANA),
      ).rejects.toThrow(`“Adoption” is measured at ${DUE}`);

      expect(await trains.next()).toBe(DUE);
      await trains.look();
      expect(trains.source.asked).toEqual(['adoption_of{service="shop"}']);
      expect((await trains.train(id)).success).toEqual([
        {
          id: 'adoption',
          by: 'system:orchestrator',
          value: 31,
          met: true,
          at: DUE,
          source: {
            server: 'default',
            evidence: [
              {
                title: 'Adoption',
                url: `https://prometheus.example.com/graph?at=${DUE}`,
              },
            ],
          },
        },
      ]);
      await trains.lookAt('2030-04-03T08:00:00.000Z');
      expect(trains.source.asked).toHaveLength(1);
      await trains.service.command(
        id,
        { type: 'close', by: ANA.actor.ref },
        ANA,
      );
      expect(
        await rebuildReadTables(trains.database, { write: false }),
      ).toMatchObject({ differences: [] });
    });

    it('says that it could not be measured, tries again, and takes a value by hand', async () => {
      const trains = await harness();
      trains.source.answer = new Error('Nobody there');
      const id = await arrived(trains, QUERY);
      await trains.lookAt(DUE);
      await trains.lookAt('2030-04-02T08:05:00.000Z');
      expect(trains.source.asked).toHaveLength(2);
      expect((await trains.train(id)).success).toMatchObject([
        { id: 'adoption', met: false, problem: { message: 'Nobody there' } },
      ]);
      expect(await trains.events(id, 'success.failed')).toBe(1);
      await expect(
        trains.service.command(id, { type: 'close', by: ANA.actor.ref }, ANA),
      ).rejects.toThrow('could not be measured (Nobody there)');

      await trains.service.command(
        id,
        { type: 'recordSuccess', id: 'adoption', value: 22, by: ANA.actor.ref },
        ANA,
      );
      await trains.lookAt('2030-04-02T08:10:00.000Z');
      expect(trains.source.asked).toHaveLength(2);
      expect((await trains.train(id)).success).toEqual([
        {
          id: 'adoption',
          value: 22,
          met: true,
          by: ANA.actor.ref,
          at: '2030-04-02T08:05:00.000Z',
        },
      ]);
    });

    it('is measured early, and anew, where somebody asks', async () => {
      const trains = await harness();
      trains.source.answer = 12;
      const id = await arrived(trains, QUERY);
      const measure = () =>
        trains.service.refresh(
          id,
          { kind: 'success', metric: 'adoption' },
          ANA,
        );
      await measure();
      await trains.look();
      trains.source.answer = 25;
      await measure();
      await trains.look();
      trains.source.answer = new Error('Nobody there');
      await measure();
      await trains.look();
      expect((await trains.train(id)).success).toMatchObject([
        { value: 25, met: true, problem: { message: 'Nobody there' } },
      ]);
      await trains.lookAt(DUE);
      expect(trains.source.asked).toHaveLength(3);
    });

    it('is not measured before the departure, nor without a query', async () => {
      const trains = await harness();
      const measure = (id: string) =>
        trains.service.refresh(
          id,
          { kind: 'success', metric: 'adoption' },
          ANA,
        );
      await expect(measure(await create(trains, QUERY))).rejects.toThrow(
        /before it has departed/,
      );
      trains.clock.set(CREATED);
      await expect(measure(await arrived(trains))).rejects.toThrow(
        ConflictError,
      );
      await trains.lookAt('2030-05-02T08:00:00.000Z');
      expect(trains.source.asked).toEqual([]);
    });
  });
});

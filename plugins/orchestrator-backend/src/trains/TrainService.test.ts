import {
  ConflictError,
  NotAllowedError,
  NotFoundError,
} from '@backstage/errors';
import type { TrainCommand } from '@backstage-orchestrator/plugin-orchestrator-common';
import { ClaimLostError } from '../runs/completeTargets';
import { testDatabases } from '../testing';
import { rebuildReadTables } from '../store/rebuild';
import { enqueueMissingTrainWork } from './enqueueMissingTrainWork';
import { ANA, TrainHarness } from './testing/TrainHarness';
import { planOf, PRODUCTS, trainManifest } from './testing/trainManifest';

const databases = testDatabases();
const DEPARTURE = '2030-03-26T09:00:00.000Z';

describe.each(databases.supported)('trains on %s', kind => {
  async function harness() {
    return new TrainHarness(await databases.init(kind));
  }

  async function makeReady(trains: TrainHarness, id: string): Promise<void> {
    await trains.tickAll(id);
    await trains.sign(id);
  }

  async function departed(trains: TrainHarness): Promise<string> {
    const id = await trains.create();
    await trains.at('2030-03-20T09:00:00.000Z');
    await makeReady(trains, id);
    await trains.at(DEPARTURE);
    await trains.depart(id);
    return id;
  }

  it('are read again with all of their parts once one has changed, and not before', async () => {
    const trains = await harness();
    const id = await trains.create();
    const look = async () => (await trains.queries.underWay(() => {}))[0];
    let known = await look();
    for (const change of [
      () => trains.at('2030-03-20T09:00:00.000Z'),
      () => trains.tickAll(id),
      () => trains.sign(id),
      () =>
        trains.service.command(
          id,
          { type: 'pause', by: ANA.actor.ref, reason: 'A break' },
          ANA,
        ),
    ]) {
      expect(await look()).toBe(known);
      await change();
      const parts = await look();
      expect(parts).not.toBe(known);
      expect(parts).toEqual(await trains.queries.parts(id));
      known = parts;
    }
  });

  it('go from the plan to the close, and what is kept is what the events say', async () => {
    const trains = await harness();
    const id = await trains.create();
    expect((await trains.train(id)).phase).toBe('planned');

    // The gate opens by itself, seven days before.
    expect(await trains.next()).toBe('2030-03-19T09:00:00.000Z');
    expect((await trains.board(id))[0].state.status).toBe('open');
    await makeReady(trains, id);
    expect((await trains.board(id))[0].state.status).toBe('go');
    await expect(trains.depart(id)).rejects.toThrow(/departs at/);

    await trains.at(DEPARTURE);
    await trains.depart(id);
    expect(await trains.work()).toEqual(['vault on', 'payments on', 'shop on']);
    expect((await trains.train(id)).waves[0].status).toBe('soaking');
    await trains.next();
    expect(await trains.work()).toEqual(['vault on', 'payments on', 'shop on']);
    expect((await trains.train(id)).phase).toBe('closing');
    await trains.service.command(id, { type: 'close', by: ANA.actor.ref }, ANA);
    const train = await trains.train(id);
    expect(train).toMatchObject({ phase: 'closed', outcome: 'succeeded' });
    expect(trains.timers.size).toBe(0);
    expect(await trains.claim()).toEqual([]);
    expect(
      await rebuildReadTables(trains.database, { write: false }),
    ).toMatchObject({ runs: 1, differences: [] });
  });

  it('are put right by a rebuild', async () => {
    const trains = await harness();
    const id = await departed(trains);
    const before = await trains.queries.parts(id);
    await trains.database('train_products').delete();
    await trains.database('runs').update({ status: 'cancelled', state: '{}' });
    const report = await rebuildReadTables(trains.database, { write: true });
    expect(report.differences.map(({ table }) => table).sort()).toEqual([
      'runs',
      'train_products',
      'train_products',
      'train_products',
    ]);
    expect(
      await rebuildReadTables(trains.database, { write: false }),
    ).toMatchObject({ differences: [] });
    const after = await trains.queries.parts(id);
    expect(after.train).toEqual(before.train);
    expect([...after.products]).toEqual([...before.products]);
  });

  it('open the gate again when what was signed changes', async () => {
    const trains = await harness();
    const id = await trains.create();
    await trains.at('2030-03-20T09:00:00.000Z');
    await makeReady(trains, id);
    await trains.tick(id, 'shop', false);
    const [gate] = await trains.board(id);
    expect(gate.state.status).toBe('open');
    expect(gate.standing.goes).toBe(false);
    expect(gate.state.decisions).toHaveLength(1);
  });

  it('tell apart who asks for what they may not, what is not there, and what does not fit', async () => {
    const trains = await harness();
    const id = await trains.create();
    await expect(
      trains.service.command('nowhere', { type: 'close', by: 'x' }, ANA),
    ).rejects.toThrow(NotFoundError);
    await expect(
      trains.service.commandProduct(
        id,
        'ghost',
        { type: 'retryStep', wave: 'pilot', by: ANA.actor.ref },
        ANA,
      ),
    ).rejects.toThrow(NotFoundError);
    await expect(trains.depart(id)).rejects.toThrow(ConflictError);
    await trains.at('2030-03-20T09:00:00.000Z');
    await expect(trains.sign(id, { who: ANA })).rejects.toThrow(
      NotAllowedError,
    );
    const events = await trains.database('events').where({ run_id: id });
    await expect(
      trains.sign(id, { evidenceDigest: 'sha256:other' }),
    ).rejects.toThrow(/has changed since you looked/);
    expect(await trains.database('events').where({ run_id: id })).toHaveLength(
      events.length,
    );
  });

  it('halt at a step that fails for good, open an incident, and roll back in the reverse order', async () => {
    const trains = await harness();
    const id = await departed(trains);
    expect(await trains.work(product => product === 'shop')).toEqual([
      'vault on',
      'payments on',
      'shop on',
    ]);
    const halted = await trains.train(id);
    expect(halted.waves[0].status).toBe('halted');
    expect(halted.incidents).toMatchObject([
      { severity: 'sev2', wave: 'pilot', cause: 'activation' },
    ]);
    await trains.service.command(
      id,
      { type: 'rollback', by: ANA.actor.ref, reason: 'broken', scope: 'train' },
      ANA,
    );
    expect(await trains.work()).toEqual([
      'shop off',
      'payments off',
      'vault off',
    ]);
    expect((await trains.train(id)).rollback).toBeUndefined();
  });

  it('refuse a result that comes too late, and leave nothing of it behind', async () => {
    const trains = await harness();
    const id = await departed(trains);
    const [claim] = await trains.claim();
    expect(claim.item).toMatchObject({ kind: 'train.step', targetId: 'vault' });
    await trains.transport.recover({ all: true });
    const [second] = await trains.claim();
    expect(second.item.id).toBe(claim.item.id);
    const before = await trains.queries.parts(id);
    await expect(trains.finishStep(claim)).rejects.toThrow(ClaimLostError);
    expect((await trains.queries.parts(id)).products).toEqual(before.products);
    await trains.finishStep(second);
    const vault = (await trains.queries.parts(id)).products.get('vault');
    expect(vault?.activations[0].status).toBe('active');
  });

  it('put work back that the queue has lost', async () => {
    const trains = await harness();
    const id = await departed(trains);
    await trains.database('work_items').delete();
    expect(
      await enqueueMissingTrainWork(trains.database, trains.transport),
    ).toBe(1);
    expect(
      await enqueueMissingTrainWork(trains.database, trains.transport),
    ).toBe(0);
    expect(await trains.work()).toHaveLength(3);
    expect((await trains.train(id)).waves[0].status).toBe('soaking');
  });

  it('are revised until they depart, and what was signed before is stale', async () => {
    const trains = await harness();
    const id = await trains.create();
    await trains.at('2030-03-20T09:00:00.000Z');
    await makeReady(trains, id);
    const manifest = trainManifest({ departure: '2030-03-27T10:00' });
    await trains.service.command(
      id,
      {
        type: 'revise',
        by: ANA.actor.ref,
        reason: 'A day later',
        manifest,
        changeDigest: 'sha256:1',
        plan: planOf(manifest, 2),
      },
      ANA,
    );
    expect((await trains.train(id)).plan.departure).toBe(
      '2030-03-27T09:00:00.000Z',
    );
    const [gate] = await trains.board(id);
    expect(gate.state.status).not.toBe('go');
    expect(gate.standing.goes).toBe(false);
  });

  it('begin once where a request comes twice', async () => {
    const trains = await harness();
    const manifest = trainManifest();
    const request = {
      ...ANA,
      manifest,
      plan: planOf(manifest),
      followUps: [],
      idempotencyKey: 'once',
    };
    const first = await trains.service.create(request);
    expect(await trains.service.create(request)).toBe(first);
    expect(await trains.database('runs')).toHaveLength(1);
  });

  it('are listed by departure, those that ended last', async () => {
    const trains = await harness();
    const visible = () => {};
    const ids: string[] = [];
    for (const departure of [
      '2030-05-01T10:00',
      '2030-04-01T10:00',
      '2030-06-01T10:00',
    ]) {
      ids.push(await trains.create({ departure }));
    }
    const [may, april, june] = ids;
    await trains.service.command(
      april,
      { type: 'cancel', by: ANA.actor.ref, reason: 'Not now' },
      ANA,
    );
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await trains.queries.list({ visible }, { cursor, limit: 1 });
      expect(page.totalItems).toBe(3);
      found.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(found).toEqual([may, june, april]);
    const only = async (filter: object) =>
      (
        await trains.queries.list({ visible, ...filter }, { limit: 10 })
      ).items.map(({ id }) => id);
    expect(await only({ phase: ['cancelled'] })).toEqual([april]);
    expect(await only({ entity: 'component:default/shop' })).toHaveLength(3);
    expect(await only({ entity: 'component:default/other' })).toEqual([]);
    expect(await only({ belongsTo: ['group:default/team-shop'] })).toHaveLength(
      3,
    );
    expect(await only({ q: 'SPRING' })).toHaveLength(3);
    expect(await only({ owner: ['group:default/nobody'] })).toEqual([]);
  });

  it('take what follows from themselves for as old as it is', async () => {
    const trains = await harness();
    const id = await trains.create({
      rehearsals: [
        { id: 'dry', title: 'Dry run', environment: 'staging', due: 'D-1' },
      ],
      communications: [
        {
          id: 'news',
          persona: 'customers',
          moment: 'before',
          milestone: 'departure',
          channels: [{ kind: 'email', to: ['a@example.com'] }],
          subject: 'S',
          body: 'B',
        },
      ],
      gates: [
        {
          id: 'go',
          opens: 'D-20',
          criteria: [
            {
              id: 'rehearsed',
              scope: 'train',
              validFor: '5d',
              rehearsal: { rehearsals: ['dry'] },
            },
            {
              id: 'migrated',
              validFor: '5d',
              dataMigration: { rehearsals: ['dry'] },
            },
            {
              id: 'told',
              scope: 'train',
              validFor: '1d',
              communications: { communications: ['news'] },
            },
          ],
        },
      ],
    });
    const { digest } = (await trains.train(id)).communications[0];
    const by = ANA.actor.ref;
    const commands: TrainCommand[] = [
      { type: 'startRehearsal', rehearsal: 'dry', by },
      {
        type: 'finishRehearsal',
        rehearsal: 'dry',
        result: 'passed',
        by,
        notes: 'Well',
        evidence: [],
        rollback: true,
      },
      {
        type: 'approveCommunication',
        id: 'news',
        by,
        ownershipRefs: [],
        digest,
      },
    ];
    for (const command of commands) {
      await trains.service.command(id, command, ANA);
    }
    await trains.at('2030-03-05T23:00:00.000Z');
    await trains.service.resume(id, ANA);
    const statuses = async () =>
      (await trains.board(id))[0].parts.flatMap(({ cells }) =>
        cells.map(({ criterion, status }) => `${criterion} ${status}`),
      );
    const migrated = PRODUCTS.map(() => 'migrated pass');
    expect(await statuses()).toEqual([
      'rehearsed pass',
      'told pass',
      ...migrated,
    ]);
    expect((await trains.board(id))[0].state.status).toBe('waiting');

    await trains.at('2030-03-06T00:00:00.000Z');
    expect(await statuses()).toEqual([
      'rehearsed expired',
      'told pass',
      ...PRODUCTS.map(() => 'migrated expired'),
    ]);
  });
});

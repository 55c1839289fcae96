import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mockCredentials } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import type {
  TrainDetail,
  TrainManifestInput,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import {
  startOrchestrator,
  type TestOrchestrator,
} from '../__testUtils__/startOrchestrator';
import { eventually, testDatabases } from '../testing';

const databases = testDatabases();
const ANA = 'user:default/ana';
const BEN = 'user:default/ben';
const CARL = 'user:default/carl';

const level = { demands: [], signOffs: 1 };
const strictness = { critical: level, high: level, medium: level, low: level };

function component(name: string, dependsOn: string[] = []): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name, annotations: { 'orchestrator/on-call': CARL } },
    spec: { type: 'service', owner: `team-${name}` },
    relations: [
      { type: 'ownedBy', targetRef: `group:default/team-${name}` },
      ...dependsOn.map(other => ({
        type: 'dependsOn',
        targetRef: `component:default/${other}`,
      })),
    ],
  };
}

function manifest(
  departure: string,
  metricUrl: string,
): { apiVersion: string; kind: string; metadata: object; spec: object } {
  const spec: TrainManifestInput['spec'] = {
    owner: 'group:default/commerce',
    timezone: 'Europe/Berlin',
    departure,
    products: ['vault', 'shop'].map(id => ({
      id,
      entity: `component:default/${id}`,
      version: '1.0.0',
      criticality: 'medium' as const,
      activation: [
        { id: 'on', flag: { key: `new-${id}`, set: 'on' as const } },
      ],
      rollback: [
        { id: 'off', flag: { key: `new-${id}`, set: 'off' as const } },
      ],
    })),
    gates: [
      {
        id: 'go',
        criteria: [
          {
            id: 'docs',
            checklist: {
              items: [{ id: 'written', title: 'Docs are written' }],
            },
          },
          {
            id: 'healthy',
            scope: 'train' as const,
            analysis: {
              metrics: [
                {
                  name: 'errors',
                  http: { url: `${metricUrl}/errors`, pointer: '/value' },
                  successCondition: 'result < 5',
                },
              ],
            },
          },
        ],
        signOffs: [{ id: 'release', from: [BEN] }],
      },
    ],
    waves: [
      {
        id: 'pilot',
        soak: '1s',
        segment: { regions: ['eu'] },
        analysis: {
          during: [
            {
              name: 'errors',
              interval: '1s',
              http: { url: `${metricUrl}/errors`, pointer: '/value' },
              failureCondition: 'result > 50',
            },
          ],
        },
        onFailure: 'rollback' as const,
      },
      { id: 'all' },
    ],
  };
  return {
    apiVersion: 'orchestrator/v1',
    kind: 'Train',
    metadata: { name: 'spring', title: 'Spring' },
    spec,
  };
}

describe.each(databases.supported)(
  'release trains over the API on %s',
  kind => {
    let metrics: Server;
    let errors = 1;
    let metricUrl: string;
    let portal: TestOrchestrator;

    beforeAll(async () => {
      metrics = createServer((_request, response) => {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ value: errors }));
      });
      await new Promise<void>(resolve => {
        metrics.listen(0, '127.0.0.1', resolve);
      });
      metricUrl = `http://127.0.0.1:${(metrics.address() as AddressInfo).port}`;
      portal = await startOrchestrator({
        entities: [component('vault'), component('shop', ['vault'])],
        database: databases.locationOf(await databases.init(kind)),
        config: {
          trains: { strictness },
          metricSources: { http: { allow: [metricUrl] } },
        },
      });
      for (const key of ['new-vault', 'new-shop']) {
        await portal.client.putFlag({
          params: { flagKey: key },
          body: {
            expectedVersion: 0,
            type: 'boolean',
            variants: { on: true, off: false },
            defaultVariant: 'off',
          },
        });
      }
    });

    afterAll(async () => {
      await portal.stop();
      metrics.close();
    });

    beforeEach(() => {
      errors = 1;
      portal.as(ANA);
    });

    async function until(
      trainId: string,
      what: string,
      holds: (train: TrainDetail) => boolean,
    ): Promise<TrainDetail> {
      let train = await portal.client.getTrain({ params: { trainId } });
      await eventually(
        what,
        async () => {
          train = await portal.client.getTrain({ params: { trainId } });
          return holds(train);
        },
        60_000,
      ).catch(error => {
        throw new Error(
          `${error.message}: ${train.phase} ${JSON.stringify({
            waves: train.waves,
            questions: train.board.map(({ questions }) => questions),
            obstacles: train.obstacles,
          })}`,
        );
      });
      return train;
    }

    async function flagFor(key: string, region: string): Promise<unknown> {
      const response = await fetch(
        `${portal.baseUrl}/ofrep/v1/evaluate/flags/${key}`,
        {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            authorization: `Bearer ${mockCredentials.user.token()}`,
          },
          body: JSON.stringify({ context: { targetingKey: 'ada', region } }),
        },
      );
      return (await response.json()).value;
    }

    /** Plans a train that may leave at once, gathers its evidence and has it signed. */
    async function signed(): Promise<string> {
      const { id } = await portal.client.createTrain({
        body: {
          manifest: manifest(new Date().toISOString(), metricUrl) as never,
        },
      });
      for (const product of ['vault', 'shop']) {
        portal.as(ANA, [ANA, `group:default/team-${product}`]);
        await portal.client.commandProduct({
          params: { trainId: id, productId: product },
          body: {
            command: {
              type: 'tick',
              gate: 'go',
              criterion: 'docs',
              item: 'written',
              done: true,
              note: 'Read them',
            },
          },
        });
      }
      const ready = await until(
        id,
        'the evidence is complete',
        ({ board }) => board[0].complete,
      );
      portal.as(BEN);
      await portal.client.commandGate({
        params: { trainId: id, gateId: 'go' },
        body: {
          command: {
            type: 'sign',
            decision: 'approved',
            evidenceDigest: ready.board[0].digest,
          },
        },
      });
      portal.as(ANA);
      return id;
    }

    it('go from a manifest to flags that are on, and tell what they rested on', async () => {
      const id = await signed();
      const go = await portal.client.getTrain({ params: { trainId: id } });
      expect(go.board[0].status).toBe('go');
      expect(go.actions.depart).toEqual({ allowed: true });
      // The catalog says that the shop needs the vault.
      expect(go.train.plan.layers).toEqual([['vault'], ['shop']]);
      const cells = go.board[0].parts.find(
        ({ part }) => part === 'train',
      )?.cells;
      expect(cells).toMatchObject([{ criterion: 'healthy', status: 'pass' }]);

      await portal.client.commandTrain({
        params: { trainId: id },
        body: { command: { type: 'depart' } },
      });
      await until(id, 'the pilot soaks', ({ waves }) =>
        ['soaking', 'done'].includes(waves[0].status),
      );
      await until(id, 'all waves are done', ({ phase }) => phase === 'closing');
      expect(await flagFor('new-shop', 'us')).toBe(true);
      const { items } = await portal.client.getTrainMetrics({
        params: { trainId: id },
      });
      expect(items).toMatchObject([
        { wave: 'pilot', stage: 'during', metric: 'errors' },
      ]);
      expect(items[0].samples.length).toBeGreaterThan(0);
      await portal.client.commandTrain({
        params: { trainId: id },
        body: { command: { type: 'close' } },
      });
      const report = await portal.client.getTrainReport({
        params: { trainId: id },
      });
      expect(report).toContain('# Spring');
      expect(report).toContain('GO');
      expect(report).toContain(BEN);
      const found = await portal.client.listTrains({
        query: { entity: 'component:default/shop' },
      });
      expect(found.items.map(train => train.id)).toContain(id);
      const calendar = await portal.client.getCalendar({
        query: {
          from: new Date(Date.now() - 86_400_000).toISOString(),
          to: new Date(Date.now() + 86_400_000).toISOString(),
        },
      });
      expect(calendar.items.map(entry => entry.kind)).toEqual(
        expect.arrayContaining(['departure', 'wave']),
      );
    });

    it('halt by themselves when a metric turns bad, and take the flags back', async () => {
      const id = await signed();
      errors = 99;
      await portal.client.commandTrain({
        params: { trainId: id },
        body: { command: { type: 'depart' } },
      });
      const halted = await until(
        id,
        'the wave is rolled back',
        ({ waves }) => waves[0].status === 'rolledBack',
      );
      expect(halted.train.waves[0].halt?.cause).toBe('analysis');
      expect(halted.obstacles).toEqual([
        { message: expect.stringMatching(/^pilot is rolled back: .*errors/) },
      ]);
      expect(halted.train.incidents).toMatchObject([
        { cause: 'analysis', wave: 'pilot' },
      ]);
      await until(id, 'the rollback is done', ({ train }) => !train.rollback);
    });

    it('are worked on by owners and who is on call, who may not operate them', async () => {
      const { id } = await portal.client.createTrain({
        body: {
          manifest: manifest(new Date().toISOString(), metricUrl) as never,
        },
      });
      portal.deny('orchestrator.run.operate');
      const tickAs = async (ref: string, claims: string[]) => {
        portal.as(ref, claims);
        return portal.client
          .commandProduct({
            params: { trainId: id, productId: 'vault' },
            body: {
              command: {
                type: 'tickRunbook',
                wave: 'pilot',
                step: 'migrate',
                runbookStep: 'start',
                result: 'done',
              },
            },
          })
          .catch(error => error.body.status);
      };
      expect(await tickAs(BEN, [BEN, 'group:default/team-shop'])).toBe(403);
      // Allowed; the train has not departed.
      expect(await tickAs(BEN, [BEN, 'group:default/team-vault'])).toBe(409);
      expect(await tickAs(CARL, [CARL])).toBe(409);
      portal.deny();
      portal.as(ANA);
    });

    it('say what is wrong with a manifest, and what may not be done', async () => {
      const input = manifest(new Date().toISOString(), metricUrl);
      await expect(
        portal.client.createTrain({
          body: {
            manifest: { ...input, spec: { ...input.spec, waves: [] } } as never,
          },
        }),
      ).rejects.toThrow(/400/);
      const { plan } = await portal.client.previewTrain({
        body: { manifest: input as never },
      });
      expect(plan.products.map(({ owner }) => owner)).toEqual([
        'group:default/team-vault',
        'group:default/team-shop',
      ]);
      const { id } = await portal.client.createTrain({
        body: { manifest: input as never },
      });
      await expect(
        portal.client.commandTrain({
          params: { trainId: id },
          body: { command: { type: 'depart' } },
        }),
      ).rejects.toThrow(/409/);
      // A person can't record a result by hand.
      await expect(
        portal.client.commandGate({
          params: { trainId: id, gateId: 'go' },
          body: {
            command: {
              type: 'record',
              gate: 'go',
              criterion: 'healthy',
              status: 'pass',
              summary: 'Trust me',
            },
          },
        }),
      ).rejects.toThrow(/403/);
      await expect(
        portal.client.getTrain({ params: { trainId: 'nowhere' } }),
      ).rejects.toThrow(/404/);
      // Runs and trains are told apart.
      await expect(
        portal.client.getRun({ params: { runId: id } }),
      ).rejects.toThrow(/404/);
      expect((await portal.client.listRuns({})).items).toEqual([]);
    });
  },
);

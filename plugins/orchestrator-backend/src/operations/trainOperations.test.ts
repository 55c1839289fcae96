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
    metadata: {
      name: 'spring',
      title: 'Spring',
      labels: { season: 'spring' },
    },
    spec,
  };
}

describe.each(databases.supported)(
  'release trains over the API on %s',
  kind => {
    // The catalog reads them each time that it is asked.
    const entities = [component('vault'), component('shop', ['vault'])];
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
        entities,
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

    it('are planned by what the catalog says now, when somebody looks again', async () => {
      const { id, train } = await portal.client.createTrain({
        body: {
          manifest: manifest('2041-03-01T10:00:00.000Z', metricUrl) as never,
        },
      });
      const look = () =>
        portal.client.commandTrain({
          params: { trainId: id },
          body: { command: { type: 'lookAgain' } },
        });
      expect((await look()).train.plan).toEqual(train.plan);
      const shop = entities.find(({ metadata }) => metadata.name === 'shop')!;
      const { relations = [] } = shop;
      shop.relations = [
        { type: 'ownedBy', targetRef: 'group:default/team-new' },
        ...relations.slice(1),
      ];
      const { train: seen } = await look();
      shop.relations = relations;
      expect(seen.plan.revision).toBe(train.plan.revision + 1);
      expect(
        seen.plan.products.find(({ id: product }) => product === 'shop')?.owner,
      ).toBe('group:default/team-new');
      portal.as(BEN, [BEN]);
      await portal.client.commandTrain({
        params: { trainId: id },
        body: { command: { type: 'cancel', reason: 'Only a try' } },
      });
    });

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
      expect(report).toContain('## Timeline');
      expect(report).toMatch(
        /\| The train departed\. \| user:default\/ana \|[^]*Wave pilot started[^]*Closed: succeeded/,
      );
      const found = await portal.client.listTrains({
        query: { entity: 'component:default/shop' },
      });
      expect(found.items.map(train => train.id)).toContain(id);
      const labelled = (label: string) =>
        portal.client.listTrains({ query: { label: [label] } });
      expect(
        (await labelled('season=spring')).items.map(train => train.id),
      ).toContain(id);
      expect((await labelled('season=autumn')).items).toEqual([]);
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
      await portal.client.killFlag({
        params: { flagKey: 'new-shop' },
        body: { reason: 'Too many errors' },
      });
      const draft = await portal.client.getTrainPostMortem({
        params: { trainId: id },
      });
      expect(draft).toContain('## Impact');
      expect(draft).toMatch(/Wave pilot: from .*, taken back: .*shop/);
      expect(draft).toContain('There was one incident, sev2.');
      expect(draft).toContain('Flag new-shop killed: Too many errors');
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

    it('show a product what stands in its way, its flags, what waits for its owner, and who is on call', async () => {
      const { id } = await portal.client.createTrain({
        body: {
          manifest: manifest(new Date().toISOString(), metricUrl) as never,
        },
      });
      const summary = await portal.client.getEntitySummary({
        params: { kind: 'component', namespace: 'default', name: 'vault' },
      });
      const standing = summary.trains.find(({ train }) => train === id);
      expect(standing).toMatchObject({
        title: 'Spring',
        product: 'vault',
        flags: ['new-vault'],
        blocking: [{ gate: 'go', criterion: 'docs' }],
        waiting: [{ question: 'Docs are written: is it done for vault?' }],
      });
      expect(summary.waitingForOwner).toBe(
        summary.trains.reduce((sum, { waiting }) => sum + waiting.length, 0),
      );
      expect(
        await portal.client.getProductOnCall({
          params: { trainId: id, productId: 'vault' },
        }),
      ).toMatchObject({ people: [{ ref: CARL }] });
      const elsewhere = await portal.client.getEntitySummary({
        params: { kind: 'component', namespace: 'default', name: 'other' },
      });
      expect(elsewhere.trains).toEqual([]);
    });

    it('say who may answer for a product and a message before anybody tries', async () => {
      const input = manifest(
        new Date(Date.now() + 86_400_000).toISOString(),
        metricUrl,
      );
      const { id } = await portal.client.createTrain({
        body: {
          manifest: {
            ...input,
            spec: {
              ...input.spec,
              milestones: [
                { id: 'freeze', title: 'Freeze', at: 'D-1h', deadline: true },
              ],
              communications: [
                {
                  id: 'hello',
                  persona: 'internal',
                  moment: 'before',
                  milestone: 'freeze',
                  channels: [{ kind: 'email', to: ['all@example.com'] }],
                  subject: 'Hello',
                  body: 'It comes',
                  approvers: ['group:default/marketing'],
                },
              ],
            },
          } as never,
        },
      });
      const seenBy = async (claims: string[]) => {
        portal.as(ANA, [ANA, ...claims]);
        const train = await portal.client.getTrain({ params: { trainId: id } });
        return {
          vault: train.deadlines.find(({ product }) => product === 'vault'),
          hello: train.messages[0].approve,
        };
      };
      expect(await seenBy(['group:default/team-vault'])).toMatchObject({
        // Whose product it is grants it no exception.
        vault: { confirm: { allowed: true }, except: { allowed: false } },
        hello: { allowed: false },
      });
      portal.deny('orchestrator.run.approve');
      expect(await seenBy(['group:default/marketing'])).toEqual({
        vault: {
          product: 'vault',
          milestone: 'freeze',
          confirm: {
            allowed: false,
            reason: 'group:default/team-vault says whether vault is ready',
          },
          except: {
            allowed: false,
            reason: 'The permission orchestrator.run.approve is missing',
          },
        },
        hello: {
          allowed: false,
          reason: 'The permission orchestrator.run.approve is missing',
        },
      });
      portal.deny();
      portal.as(ANA);
      expect(await seenBy(['group:default/marketing'])).toMatchObject({
        vault: { except: { allowed: true } },
        hello: { allowed: true },
      });
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

    it('plan each departure of a schedule once, and show what is coming and in the way', async () => {
      const input = manifest('', metricUrl);
      const body = {
        manifest: {
          ...input,
          metadata: { name: 'monthly', title: 'Monthly' },
          spec: {
            ...input.spec,
            departure: undefined,
            schedule: {
              rrule: 'FREQ=MONTHLY;BYMONTHDAY=1;BYHOUR=10;BYMINUTE=0',
              onHoliday: 'keep',
            },
          },
        } as never,
      };
      const plan = (departure: string) =>
        portal.client.createTrain({ body: { ...body, departure } });
      const first = await plan('2040-03-01T10:00');
      await expect(plan('2040-03-01T10:00')).rejects.toThrow(/409/);
      await expect(plan('2040-03-02T10:00')).rejects.toThrow(/400/);
      await expect(
        portal.client.createTrain({
          body: {
            manifest: manifest('2040-03-01T10:00', metricUrl) as never,
            departure: '2040-03-02T10:00',
          },
        }),
      ).rejects.toThrow(/400/);

      // Another train at the same time: both hear of it.
      const { id } = await portal.client.createTrain({
        body: { manifest: manifest('2040-03-01T10:00', metricUrl) as never },
      });
      for (const [train, other] of [
        [id, first.id],
        [first.id, id],
      ]) {
        const { conflicts } = await portal.client.getTrain({
          params: { trainId: train },
        });
        expect(conflicts.map(conflict => conflict.with)).toContain(other);
      }
      const calendar = await portal.client.getCalendar({
        query: {
          from: '2040-02-20T00:00:00.000Z',
          to: '2040-05-01T00:00:00.000Z',
        },
      });
      expect(
        calendar.items
          .filter(({ kind: entry }) => entry === 'comingDeparture')
          .map(({ from }) => from),
      ).toEqual(['2040-04-01T08:00:00.000Z']);
      expect(
        calendar.conflicts.map(({ trains }) => trains.sort()),
      ).toContainEqual([first.id, id].sort());

      await expect(
        portal.client.commandTrain({
          params: { trainId: id },
          body: { command: { type: 'measureSuccess', id: 'adoption' } },
        }),
      ).rejects.toThrow(/409/);
      await portal.client.commandTrain({
        params: { trainId: first.id },
        body: {
          command: {
            type: 'addFollowUp',
            title: 'Tidy up',
            owner: ANA,
            due: '2040-04-02T10:00:00.000Z',
          },
        },
      });
      const april = await plan('2040-04-01T10:00');
      await portal.client.commandTrain({
        params: { trainId: first.id },
        body: { command: { type: 'cancel', reason: 'Not this month' } },
      });
      const { train } = await portal.client.getTrain({
        params: { trainId: april.id },
      });
      expect(train.followUps).toMatchObject([
        { title: 'Tidy up', carriedFrom: first.id, status: 'open' },
      ]);
      const { items } = await portal.client.getTrainInbox({});
      const [item] = items.filter(({ kind: asked }) => asked === 'followUp');
      // Who has it to do need not be able to operate the train.
      portal.deny('orchestrator.run.operate');
      await portal.client.commandTrain({
        params: { trainId: item.train },
        body: { command: { type: 'finishFollowUp', id: item.subject! } },
      });
      portal.deny();
    });
  },
);

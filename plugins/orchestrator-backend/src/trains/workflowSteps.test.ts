import type {
  TrainManifestInput,
  WorkflowCancel,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { GithubServer, HOST, SHA } from '../github/testing/GithubServer';
import { testDatabases } from '../testing';
import type { Claim } from '../work/WorkTransport';
import { enqueueMissingTrainWork } from './enqueueMissingTrainWork';
import { KnexTrainDatabase, readProducts } from './KnexTrainRecords';
import type { StepHandler } from './StepHandler';
import { ANA, TrainHarness } from './testing/TrainHarness';
import { workflowHandler } from './__testUtils__/workflowHandler';
import { TrainService } from './TrainService';

type Workflow = NonNullable<
  TrainManifestInput['spec']['products'][number]['activation'][number]['workflow']
>;

const databases = testDatabases();
const DEPARTURE = '2030-03-26T09:00:00.000Z';
const FLAG_OFF = { id: 'off', flag: { key: 'shop', set: 'off' as const } };
const RUN_URL = `https://${HOST}/acme/shop/actions/runs/1001`;

describe.each(databases.supported)(
  'steps that start workflows, on %s',
  kind => {
    let trains: TrainHarness;
    let github: GithubServer;
    let allow: string[];
    let id: string;

    beforeEach(async () => {
      trains = new TrainHarness(await databases.init(kind));
      github = await GithubServer.start(trains.clock);
      github.workflows.set('deploy.yml', {
        inputs: ['version', 'wave', 'start'],
        titleFrom: 'start',
      });
      allow = [`${HOST}/acme`];
    });

    afterEach(() => github.close());

    function handler(service?: TrainService): StepHandler {
      return workflowHandler({
        trains,
        service,
        allow,
        github: { integrations: github.integrations, api: github.api() },
      });
    }

    /** A train whose one product is being activated by a workflow. */
    async function depart(
      workflow: Partial<Workflow> = {},
      rollback: TrainManifestInput['spec']['products'][number]['rollback'] = [
        FLAG_OFF,
      ],
    ): Promise<void> {
      id = await trains.create({
        depart: 'automatic',
        products: [
          {
            id: 'shop',
            entity: 'component:default/shop',
            version: '1.2.0',
            criticality: 'medium',
            activation: [
              {
                id: 'deploy',
                workflow: {
                  workflow: 'deploy.yml',
                  inputs: {
                    version: '${{ product.version }}',
                    wave: '${{ wave.id }}',
                  },
                  ...workflow,
                },
              },
            ],
            rollback,
          },
        ],
        dependencies: [],
        gates: [
          {
            id: 'go',
            criteria: [
              {
                id: 'built',
                scope: 'train',
                ci: { repository: `https://${HOST}/acme/shop` },
              },
            ],
          },
        ],
        waves: [{ id: 'all', onFailure: 'halt' }],
      });
      await trains.at('2030-03-20T09:00:00.000Z');
      await trains.service.commandGate(
        id,
        'go',
        {
          type: 'record',
          gate: 'go',
          criterion: 'built',
          by: 'service:default/ci',
          result: {
            status: 'pass',
            summary: 'Built',
            evidence: [{ title: 'Run', url: 'https://ci' }],
          },
        },
        ANA,
      );
      await trains.at(DEPARTURE);
    }

    async function claims(): Promise<Claim[]> {
      return (await trains.claim()).filter(
        ({ item }) => item.kind === 'train.step',
      );
    }

    /** Does the pieces of work that are due now. */
    async function work(by: StepHandler = handler()): Promise<number> {
      const due = await claims();
      for (const claim of due) {
        await by.execute(claim, new AbortController().signal);
      }
      return due.length;
    }

    async function workLater(ms: number): Promise<number> {
      trains.clock.advance(ms);
      return work();
    }

    async function activation() {
      const [product] = await readProducts(trains.database, id);
      return product.activations[0];
    }

    async function step() {
      return (await activation()).steps[0];
    }

    function end(conclusion: string): void {
      github.runs[github.runs.length - 1].status = 'completed';
      github.runs[github.runs.length - 1].conclusion = conclusion;
    }

    /** A worker that dies at a moment: what it would write from then on is lost. */
    function dyingAt(kindOfReport: string): TrainService {
      const service = new TrainService({
        database: trains.records as KnexTrainDatabase,
        clock: trains.clock,
      });
      const report = service.commandProduct.bind(service);
      service.commandProduct = async (train, product, command, request) => {
        if (
          command.type === 'reportWorkflow' &&
          command.report.kind === kindOfReport
        ) {
          throw new Error('The worker is gone');
        }
        return report(train, product, command, request);
      };
      const gone = async () => {
        throw new Error('The worker is gone');
      };
      service.completeStep = gone;
      service.deferStep = gone;
      return service;
    }

    /** Its claim comes to another worker. */
    async function workAndDie(kindOfReport: string): Promise<void> {
      const due = await claims();
      for (const claim of due) {
        await expect(
          handler(dyingAt(kindOfReport)).execute(
            claim,
            new AbortController().signal,
          ),
        ).rejects.toThrow('The worker is gone');
      }
      await trains.transport.recover({ all: true });
    }

    it('fills in what it starts, waits for the run without holding a worker, and is done with it', async () => {
      await depart();
      expect(await work()).toBe(1);
      expect(github.dispatches).toEqual([
        { ref: 'main', inputs: { version: '1.2.0', wave: 'all' } },
      ]);
      expect(await step()).toMatchObject({
        status: 'running',
        workflow: {
          repository: `https://${HOST}/acme/shop`,
          workflow: 'deploy.yml',
          ref: 'main',
          requestedAt: DEPARTURE,
          run: { id: '1001', url: RUN_URL },
        },
      });
      expect(await work()).toBe(0);
      expect(await workLater(5_000)).toBe(1);
      expect((await step()).status).toBe('running');
      end('success');
      await workLater(30_000);
      expect(await step()).toMatchObject({
        status: 'done',
        workflow: { conclusion: 'success' },
      });
      expect(github.dispatches).toHaveLength(1);
      expect(github.cancelled).toEqual([]);
      expect((await activation()).status).toBe('active');
    });

    it.each(['failure', 'cancelled', 'timed_out', 'skipped', 'neutral'])(
      'fail for good with a link where the run ends as %s',
      async conclusion => {
        await depart();
        await work();
        end(conclusion);
        await workLater(10_000);
        expect(await step()).toMatchObject({
          status: 'failed',
          failure: {
            class: 'permanent',
            code: 'workflowFailed',
            message: `deploy.yml ended as ${conclusion}: ${RUN_URL}`,
          },
        });
        // There is nothing left to end.
        expect((await activation()).cancels).toBeUndefined();
      },
    );

    it('start the workflow anew when a person tries again', async () => {
      await depart();
      await work();
      end('failure');
      await workLater(10_000);
      await trains.service.commandProduct(
        id,
        'shop',
        { type: 'retryStep', wave: 'all', by: ANA.actor.ref },
        ANA,
      );
      expect((await step()).workflow).toBeUndefined();
      await work();
      expect(github.dispatches).toHaveLength(2);
      expect((await step()).workflow).toMatchObject({ run: { id: '1002' } });
    });

    describe('start it once', () => {
      it('when a worker dies after the start: the run is found by its correlation', async () => {
        await depart({ correlationInput: 'start' });
        await workAndDie('started');
        const { workId } = await step();
        expect(github.dispatches).toEqual([
          { ref: 'main', inputs: expect.objectContaining({ start: workId }) },
        ]);
        // Another one, of somebody else.
        github.runs.unshift({
          ...github.runs[0],
          id: 7,
          display_title: 'Deploy by hand',
        });
        await workLater(5_000);
        expect((await step()).workflow).toMatchObject({
          correlation: workId,
          run: { id: '1001' },
        });
        end('success');
        await workLater(5_000);
        expect((await step()).status).toBe('done');
        expect(github.dispatches).toHaveLength(1);
      });

      it('when the answer is lost on the way', async () => {
        await depart({ correlationInput: 'start' });
        github.loseNextAnswer();
        await work();
        expect(await step()).toMatchObject({
          status: 'running',
          failure: { code: 'githubUnreachable', class: 'transient' },
        });
        await workLater(90_000);
        expect((await step()).workflow?.run).toMatchObject({ id: '1001' });
        expect(github.dispatches).toHaveLength(1);
      });

      it('when the connection is cut: without a run in the list it asks a person, since nobody can know', async () => {
        await depart({ correlationInput: 'start' });
        github.cutNext();
        await work();
        await workLater(60_000);
        expect((await step()).status).toBe('running');
        await workLater(90_000);
        expect(await step()).toMatchObject({
          status: 'failed',
          failure: {
            code: 'workflowRunUnknown',
            message: expect.stringContaining('settle the step or try it again'),
          },
        });
        expect(github.dispatches).toHaveLength(0);
      });

      it('without a correlation asks a person at once', async () => {
        await depart();
        github.loseNextAnswer();
        await work();
        await workLater(90_000);
        expect(await step()).toMatchObject({
          status: 'failed',
          failure: {
            code: 'workflowRunUnknown',
            message: expect.stringContaining('correlationInput'),
          },
        });
        expect(github.dispatches).toHaveLength(1);
        // Nor can it be ended.
        await work();
        expect((await activation()).cancels).toMatchObject([
          { outcome: 'unknown' },
        ]);
      });

      it.each(['ignored', 'refused'] as const)(
        'at a GitHub to which return_run_details is new, where it is %s',
        async runDetails => {
          github.runDetails = runDetails;
          await depart({ correlationInput: 'start' });
          await work();
          expect((await step()).workflow?.run).toBeUndefined();
          await workLater(5_000);
          expect((await step()).workflow?.run).toMatchObject({ id: '1001' });
          expect(github.dispatches).toHaveLength(1);
        },
      );

      it('and again only where GitHub certainly has not: it asked to wait', async () => {
        await depart();
        github.answerNext({ status: 429, headers: { 'retry-after': '120' } });
        await work();
        expect(await step()).toMatchObject({
          status: 'running',
          attemptsUsed: 0,
          retryAt: '2030-03-26T09:02:00.000Z',
          failure: { class: 'rateLimited' },
        });
        expect((await step()).workflow).toBeUndefined();
        expect(await workLater(60_000)).toBe(0);
        await workLater(61_000);
        expect((await step()).workflow).toMatchObject({ run: { id: '1001' } });
        expect(github.dispatches).toHaveLength(1);
      });

      it('where two workers have the same piece of work', async () => {
        await depart();
        const [claim] = await claims();
        await Promise.allSettled([
          handler().execute(claim, new AbortController().signal),
          handler().execute(claim, new AbortController().signal),
        ]);
        expect(github.dispatches).toHaveLength(1);
      });
    });

    it('fail for good where GitHub refuses the start, with what it says', async () => {
      await depart({ inputs: { colour: 'red' } });
      await work();
      expect(await step()).toMatchObject({
        status: 'failed',
        failure: {
          class: 'permanent',
          message: expect.stringContaining(
            'Unexpected inputs provided: colour',
          ),
        },
      });
    });

    it('go on through trouble with looking, up to their time limit; then the run is ended', async () => {
      await depart();
      await work();
      for (let minute = 0; minute < 14; minute += 1) {
        github.answerNext({ status: 502 });
        await workLater(60_000);
      }
      expect(await step()).toMatchObject({
        status: 'running',
        attemptsUsed: 0,
      });
      github.answerNext({ status: 502 });
      await workLater(120_000);
      expect(await step()).toMatchObject({
        status: 'failed',
        failure: {
          code: 'timeout',
          message: expect.stringContaining('not ended within 15m'),
        },
      });
      await work();
      expect(github.cancelled).toEqual([1001]);
      expect((await activation()).cancels).toMatchObject([
        { step: 'deploy', outcome: 'cancelled' },
      ]);
    });

    describe('that a rollback gives up', () => {
      async function rollBack(): Promise<void> {
        await trains.service.command(
          id,
          {
            type: 'rollback',
            scope: 'train',
            reason: 'Errors',
            by: ANA.actor.ref,
          },
          ANA,
        );
      }

      async function cancels(): Promise<WorkflowCancel[] | undefined> {
        return (await activation()).cancels;
      }

      const UNDO = {
        id: 'undo',
        workflow: { workflow: 'deploy.yml', inputs: { version: '1.1.0' } },
      };

      it('have their run ended at once, and the rollback starts its own', async () => {
        await depart({}, [UNDO]);
        await work();
        await rollBack();
        await work();
        expect(github.cancelled).toEqual([1001]);
        expect(await cancels()).toMatchObject([
          { step: 'deploy', workflow: { run: { id: '1001' } } },
        ]);
        expect(github.dispatches[1]).toEqual({
          ref: 'main',
          inputs: { version: '1.1.0' },
        });
        end('success');
        await workLater(10_000);
        expect(await activation()).toMatchObject({
          status: 'rolledBack',
          cancels: [{ outcome: 'cancelled' }],
        });
        expect(github.cancelled).toEqual([1001]);
      });

      it('that has ended by itself is said to have', async () => {
        await depart();
        await work();
        end('success');
        await rollBack();
        const due = (await claims()).filter(
          ({ item }) => item.targetId === 'shop',
        );
        const [, ...open] = (await cancels()) ?? [];
        expect(open).toEqual([]);
        const workId = (await cancels())?.[0].workId;
        for (const claim of due.filter(({ item }) => item.id === workId)) {
          await handler().execute(claim, new AbortController().signal);
        }
        expect(await cancels()).toMatchObject([{ outcome: 'ended' }]);
      });

      it('while the start is on its way: the worker ends it when it hears of it', async () => {
        await depart();
        const [claim] = await claims();
        const service = new TrainService({
          database: trains.records,
          clock: trains.clock,
        });
        const report = service.commandProduct.bind(service);
        service.commandProduct = async (train, product, command, request) => {
          if (
            command.type === 'reportWorkflow' &&
            command.report.kind === 'started'
          ) {
            await rollBack();
          }
          return report(train, product, command, request);
        };
        await handler(service).execute(claim, new AbortController().signal);
        expect(github.cancelled).toEqual([1001]);
      });

      it('are looked for by their correlation where the run is not known yet', async () => {
        await depart({ correlationInput: 'start' });
        await workAndDie('started');
        await rollBack();
        await work();
        expect(github.cancelled).toEqual([1001]);
        expect(await cancels()).toMatchObject([{ outcome: 'cancelled' }]);
      });

      it('are ended later where GitHub can not be reached, also when the queue is lost', async () => {
        await depart({}, [{ id: 'undo', manual: { instructions: 'By hand' } }]);
        await work();
        await rollBack();
        github.cutNext();
        await work();
        expect(github.cancelled).toEqual([]);
        await trains.database('work_items').delete();
        expect(
          await enqueueMissingTrainWork(trains.database, trains.transport),
        ).toBeGreaterThan(0);
        await work();
        expect(github.cancelled).toEqual([1001]);
      });
    });

    describe('reach only what they may', () => {
      it.each([
        ['nothing is allowed', [], {}],
        ['another owner is allowed', [`${HOST}/other`], {}],
        ['another host is allowed', ['github.com/acme'], {}],
        ['another repository is allowed', [`${HOST}/acme/other`], {}],
        [
          'the manifest names another repository',
          [`${HOST}/acme/shop`],
          { repository: `https://${HOST}/acme/other` },
        ],
        [
          'the manifest names a host without an integration',
          ['evil.example.com/acme'],
          { repository: 'https://evil.example.com/acme/shop' },
        ],
        [
          'the code host is another one',
          ['local/acme'],
          { repository: 'local:acme/shop' },
        ],
        [
          'there is one part too many',
          [`${HOST}/acme`],
          { repository: `https://${HOST}/acme/shop/tree` },
        ],
      ])('not where %s', async (_what, places, workflow) => {
        allow = places;
        await depart(workflow);
        await work();
        expect(await step()).toMatchObject({
          status: 'failed',
          failure: { class: 'permanent', code: 'workflowNotAllowed' },
        });
        expect(github.requests).toEqual([]);
      });

      it('whatever the case of the owner', async () => {
        allow = [`${HOST}/ACME/Shop`];
        await depart();
        await work();
        expect(github.dispatches).toHaveLength(1);
      });

      it.each([
        '../../user',
        'main?x',
        'a%2fb',
        '..',
        '${{ product.nothing }}',
      ])('with the ref %s nothing is sent', async ref => {
        await depart({ ref });
        await work();
        expect(await step()).toMatchObject({
          status: 'failed',
          failure: { class: 'permanent' },
        });
        expect(github.requests).toEqual([]);
      });

      it('a branch with a slash is no part of the path', async () => {
        github.refs.set('release/1.2.0', SHA);
        await depart({ ref: 'release/${{ product.version }}' });
        await work();
        expect(github.dispatches).toMatchObject([{ ref: 'release/1.2.0' }]);
      });
    });
  },
);

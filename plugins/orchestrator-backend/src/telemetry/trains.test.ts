import { mockServices } from '@backstage/backend-test-utils';
import { tracingServiceMock } from '@backstage/backend-test-utils/alpha';
import { SYSTEM_ACTOR } from '@backstage-orchestrator/plugin-orchestrator-common';
import {
  FailureError,
  SendError,
} from '@backstage-orchestrator/plugin-orchestrator-node';
import type { AnalysisSampler, MetricReader } from '../metricSources';
import { testDatabases } from '../testing';
import { SendHandler } from '../trains/SendHandler';
import { StepHandler, type StepExecutor } from '../trains/StepHandler';
import { TrainWorkQueries } from '../trains/TrainWorkQueries';
import { ANA, TrainHarness } from '../trains/testing/TrainHarness';
import { WatchHandler, type Collected } from '../trains/WatchHandler';
import type { Claim } from '../work';
import type { WorkHandler } from '../work/WorkHandler';
import { Metrics } from './Metrics';
import { ObservedAttempts } from './ObservedAttempts';
import { ObservedCommands } from './ObservedCommands';
import { ObservedEventLog } from './ObservedEventLog';
import { RequestTraces } from './RequestTraces';
import { WorkContext, type WorkFields } from './WorkContext';
import { workScope } from './workScope';
import { RecordedMetrics } from './__testUtils__/RecordedMetrics';

const databases = testDatabases();
const DEPARTURE = '2030-03-26T09:00:00.000Z';
const BROKEN = {
  class: 'permanent',
  code: 'broken',
  message: 'It broke',
} as const;

describe.each(databases.supported)('the work of trains on %s', kind => {
  let recorded: RecordedMetrics;
  let trains: TrainHarness;
  let traces: RequestTraces;
  let attempts: ObservedAttempts;
  const context = new WorkContext();
  const tracing = tracingServiceMock.mock();

  beforeEach(async () => {
    recorded = new RecordedMetrics();
    const metrics = new Metrics(recorded.service);
    const database = await databases.init(kind);
    traces = new RequestTraces({ database, tracing });
    attempts = new ObservedAttempts({ metrics, tracing });
    trains = new TrainHarness(database, {
      log: new ObservedEventLog({ metrics, traces }),
      commands: new ObservedCommands({ metrics, tracing, context }),
    });
  });

  const requestOf = ({ item }: Claim) => ({
    actor: SYSTEM_ACTOR,
    requestId: context.fields().requestId ?? item.id,
  });

  function steps(execute: StepExecutor): StepHandler {
    return new StepHandler({
      trains: trains.records,
      service: trains.service,
      executors: {
        flag: execute,
        webhook: execute,
        workflow: execute,
        command: execute,
      },
      cancelWorkflow: async () => 'unknown',
      leaveQueue: async () => {},
      logger: mockServices.logger.mock(),
      attempts,
      requestOf,
    });
  }

  /** As a worker does it. */
  async function work(claim: Claim, handler: WorkHandler): Promise<void> {
    const within = workScope({ traces, tracing, context });
    await within(claim, () =>
      handler.execute(claim, new AbortController().signal),
    );
  }

  async function departed(): Promise<string> {
    const id = await trains.create();
    await trains.at('2030-03-20T09:00:00.000Z');
    await trains.tickAll(id);
    await trains.sign(id);
    await trains.at(DEPARTURE);
    await trains.service.command(
      id,
      { type: 'depart', by: ANA.actor.ref },
      { ...ANA, requestId: 'the-departure' },
    );
    return id;
  }

  it('is counted and timed as that of sweeps is, by the kind of the step', async () => {
    await departed();
    const [first] = await trains.claim();
    await work(
      first,
      steps(async () => {}),
    );
    const [second] = await trains.claim();
    await work(
      second,
      steps(async () => {
        throw new FailureError(BROKEN);
      }),
    );
    expect(recorded.of('orchestrator.attempts')).toEqual([
      { value: 1, attributes: { stage: 'step.flag', outcome: 'done' } },
      { value: 1, attributes: { stage: 'step.flag', outcome: 'failed' } },
    ]);
    expect(recorded.of('orchestrator.attempt.duration')).toHaveLength(2);
    expect(recorded.of('orchestrator.failures')).toEqual([
      {
        value: 1,
        attributes: { stage: 'step.flag', class: 'permanent', code: 'broken' },
      },
    ]);
  });

  it('leads back to the request that it began with, over all that follows', async () => {
    const id = await departed();
    const seen: WorkFields[] = [];
    for (const product of ['vault', 'payments', 'shop']) {
      const [claim] = await trains.claim();
      expect(claim.item.targetId).toBe(product);
      await work(
        claim,
        steps(async () => {
          seen.push(context.fields());
        }),
      );
    }
    expect(seen).toEqual(
      ['vault', 'payments', 'shop'].map(target => ({
        run: id,
        target,
        attempt: 1,
        requestId: 'the-departure',
      })),
    );
    const requests = await trains
      .database('events')
      .where({ type: 'step.finished' })
      .distinct()
      .pluck('request_id');
    expect(requests).toEqual(['the-departure']);
  });

  it('has its commands timed, those of products and gates as well', async () => {
    await departed();
    const told = recorded
      .of('orchestrator.command.duration')
      .map(({ attributes }) => attributes.command);
    expect([...new Set(told)].sort()).toEqual([
      'gate.sign',
      'product.tick',
      'train.create',
      'train.depart',
      'train.wake',
    ]);
    const id = await trains.create();
    await expect(trains.depart(id)).rejects.toThrow();
    expect(recorded.of('orchestrator.command.duration').at(-1)).toMatchObject({
      attributes: { command: 'train.depart', outcome: 'refused' },
    });
  });

  it('has messages counted, and says how one failed', async () => {
    const id = await trains.create({
      milestones: [{ id: 'news', title: 'News', at: 'D-10' }],
      communications: [
        {
          id: 'hello',
          persona: 'support',
          moment: 'before',
          milestone: 'news',
          channels: [{ kind: 'email', to: ['all@example.com'] }],
          subject: 'News',
          body: 'It comes',
        },
      ],
    });
    await trains.approve(id, 'hello');
    await trains.at('2030-03-16T09:00:00.000Z');
    const [claim] = await trains.claim();
    await work(
      claim,
      new SendHandler({
        trains: trains.records,
        service: trains.service,
        channels: new Map([
          [
            'email',
            {
              kind: 'email',
              send: async () => {
                throw new SendError('notSent', 'Nobody is there');
              },
            },
          ],
        ]),
        portalUrl: '',
        logger: mockServices.logger.mock(),
        attempts,
        requestOf,
      }),
    );
    expect(recorded.of('orchestrator.failures')).toEqual([
      {
        value: 1,
        attributes: { stage: 'send', class: 'permanent', code: 'notSent' },
      },
    ]);
  });

  it('has looks at evidence counted, also those that find none, with their own id as the request', async () => {
    await trains.create({
      gates: [
        {
          id: 'go',
          opens: 'D-60',
          criteria: [
            {
              id: 'built',
              scope: 'train',
              ci: { repository: 'https://github.com/acme/shop', ref: 'main' },
            },
          ],
          signOffs: [{ id: 'release', from: ['user:default/ben'] }],
        },
      ],
    });
    const found: Collected[] = [
      { draft: { status: 'pending', summary: 'Runs', evidence: [] } },
      { postponed: { host: 'github', until: DEPARTURE } },
    ];
    const seen: WorkFields[] = [];
    const handler = new WatchHandler({
      service: trains.service,
      clock: trains.clock,
      logger: mockServices.logger.mock(),
      sampler: {} as AnalysisSampler,
      reader: {} as MetricReader,
      collectors: {
        ci: async () => {
          seen.push(context.fields());
          const next = found.shift();
          if (!next) {
            throw new Error('Out of reach');
          }
          return next;
        },
      },
      attempts,
      requestOf,
    });
    for (let look = 0; look < 3; look += 1) {
      const [claim] = await trains.claim();
      await work(claim, handler);
      expect(seen[look].requestId).toBe(claim.item.id);
      trains.clock.advance(60_000);
    }
    expect(recorded.of('orchestrator.attempts')).toEqual(
      ['looked', 'putOff', 'failed'].map(outcome => ({
        value: 1,
        attributes: { stage: 'watch.gate', outcome },
      })),
    );
    expect(recorded.of('orchestrator.failures')).toEqual([
      {
        value: 1,
        attributes: {
          stage: 'watch.gate',
          class: 'transient',
          code: 'notCollected',
        },
      },
    ]);
  });

  it('tells how long gates wait: those that are open, and those that were decided', async () => {
    const queries = new TrainWorkQueries(trains.database);
    const id = await trains.create();
    expect(await queries.gates()).toEqual({ waiting: 0 });
    await trains.at('2030-03-19T09:00:00.000Z');
    expect(await queries.gates()).toEqual({
      waiting: 1,
      oldest: '2030-03-19T09:00:00.000Z',
    });
    trains.clock.set('2030-03-20T09:00:00.000Z');
    await trains.tickAll(id);
    await trains.sign(id);
    expect(await queries.gates()).toEqual({ waiting: 0 });
    expect(recorded.of('orchestrator.gate.wait')).toEqual([
      { value: 24 * 60 * 60, attributes: { state: 'go' } },
    ]);
    // What a person changes opens it again.
    await trains.tick(id, 'shop', false);
    expect(await queries.gates()).toMatchObject({
      waiting: 1,
      oldest: '2030-03-20T09:00:00.000Z',
    });
    await trains.service.command(
      id,
      { type: 'cancel', by: ANA.actor.ref, reason: 'Not now' },
      ANA,
    );
    expect(await queries.gates()).toEqual({ waiting: 0 });
  });
});

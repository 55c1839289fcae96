import { KnexRunDatabase } from '../runs/KnexRunDatabase';
import { setTimeout as sleep } from 'node:timers/promises';
import { tracingServiceMock } from '@backstage/backend-test-utils/alpha';
import type { Failure } from '@backstage-orchestrator/plugin-orchestrator-common';
import { FailureError } from '@backstage-orchestrator/plugin-orchestrator-node';
import { TestClock, testDatabases } from '../testing';
import {
  ANA,
  describeTargets,
  manifestOf,
  RunHarness,
} from '../runs/testing/RunHarness';
import { KnexWorkTransport } from '../work';
import { EngineGauges } from './EngineGauges';
import { Metrics } from './Metrics';
import { ObservedEventLog } from './ObservedEventLog';
import { ObservedAttempts } from './ObservedAttempts';
import { ObservedCommands } from './ObservedCommands';
import { ObservedRunService } from './ObservedRunService';
import { ObservedWorkTransport } from './ObservedWorkTransport';
import { RequestTraces } from './RequestTraces';
import { WorkContext } from './WorkContext';
import { RecordedMetrics } from './__testUtils__/RecordedMetrics';

const databases = testDatabases();

describe('ObservedAttempts', () => {
  let recorded: RecordedMetrics;

  beforeEach(() => {
    recorded = new RecordedMetrics();
  });

  const attempts = () =>
    new ObservedAttempts({
      metrics: new Metrics(recorded.service),
      tracing: tracingServiceMock.mock(),
    });
  const at = (stage: string, signal = new AbortController().signal) => ({
    stage,
    signal,
  });
  const fails = (failure: Failure) => async () => {
    throw new FailureError(failure);
  };

  it('counts and times attempts by stage and outcome', async () => {
    const result = await attempts().observe(
      at('dryRun'),
      () => sleep(20, 'there'),
      () => ({ outcome: 'alreadyFine' }),
    );
    expect(result).toBe('there');
    const attributes = { stage: 'dryRun', outcome: 'alreadyFine' };
    expect(recorded.of('orchestrator.attempts')).toEqual([
      { value: 1, attributes },
    ]);
    const [duration] = recorded.of('orchestrator.attempt.duration');
    expect(duration.attributes).toEqual(attributes);
    expect(duration.value).toBeGreaterThan(0.01);
    expect(recorded.of('orchestrator.failures')).toEqual([]);
  });

  it('counts failures by class and code, and lets them through', async () => {
    const failure = {
      class: 'permanent',
      code: 'noAccess',
      message: 'Not yours',
    } as const;
    await expect(
      attempts().observe(at('step.webhook'), fails(failure), () => ({
        outcome: 'done',
      })),
    ).rejects.toMatchObject({ failure });
    await attempts().observe(
      at('send'),
      async () => failure,
      given => ({ outcome: 'failed', failure: given }),
    );
    expect(
      recorded.of('orchestrator.failures').map(({ attributes }) => attributes),
    ).toEqual([
      { stage: 'step.webhook', class: 'permanent', code: 'noAccess' },
      { stage: 'send', class: 'permanent', code: 'noAccess' },
    ]);
  });

  it('calls what waits for a code host put off, not failed', async () => {
    await expect(
      attempts().observe(
        at('apply'),
        fails({
          class: 'rateLimited',
          code: 'waitsForLimit',
          message: 'Slow down',
        }),
        () => ({ outcome: 'opened' }),
      ),
    ).rejects.toThrow('Slow down');
    expect(recorded.of('orchestrator.attempts')[0].attributes.outcome).toBe(
      'putOff',
    );
  });

  it('takes a full disk for what it is, whoever said so', async () => {
    await expect(
      attempts().observe(
        at('dryRun'),
        fails({
          class: 'transient',
          code: 'cloneFailed',
          message: 'git: No space left on device',
        }),
        () => ({ outcome: 'prepared' }),
      ),
    ).rejects.toMatchObject({ failure: { code: 'cloneFailed' } });
    expect(recorded.of('orchestrator.failures')[0].attributes.code).toBe(
      'diskFull',
    );
  });

  it('calls an attempt whose claim was lost interrupted, not failed', async () => {
    const abort = new AbortController();
    await attempts()
      .observe(
        at('dryRun', abort.signal),
        async () => {
          abort.abort();
          throw new Error('stopped');
        },
        () => ({ outcome: 'prepared' }),
      )
      .catch(() => {});
    expect(recorded.of('orchestrator.attempts')[0].attributes.outcome).toBe(
      'interrupted',
    );
    expect(recorded.of('orchestrator.failures')).toEqual([]);
  });
});

describe.each(databases.supported)('the engine on %s', kind => {
  it('tells events, commands, waits and lost leases', async () => {
    const database = await databases.init(kind);
    const clock = new TestClock();
    const recorded = new RecordedMetrics();
    const metrics = new Metrics(recorded.service);
    const tracing = tracingServiceMock.mock();
    const traces = new RequestTraces({ database, tracing });
    const claimed = jest.fn();
    let diskWorks = true;
    const transport = new ObservedWorkTransport({
      transport: new KnexWorkTransport({ database, clock }),
      metrics,
      onClaim: claimed,
      mayClaim: () => diskWorks,
    });
    const runs = new ObservedRunService({
      database: new KnexRunDatabase(database, {
        log: new ObservedEventLog({ metrics, traces }),
        transport,
        timers: { set: async () => {}, clear: async () => {} },
      }),
      clock,
      commands: new ObservedCommands({
        metrics,
        tracing,
        context: new WorkContext(),
      }),
      random: () => 0.5,
    });
    const id = await runs.create({
      ...ANA,
      requestId: 'the-request',
      manifest: manifestOf(),
      dryRun: true,
      targets: describeTargets(3),
    });
    expect(
      recorded
        .of('orchestrator.events')
        .filter(({ attributes }) => attributes.type === 'target.queued'),
    ).toHaveLength(3);
    expect(recorded.of('orchestrator.command.duration')).toEqual([
      {
        value: expect.any(Number),
        attributes: { command: 'create', outcome: 'done' },
      },
    ]);

    diskWorks = false;
    const ask = { lanes: ['git'], max: 2, worker: 'a' };
    expect(await transport.claim(ask)).toEqual([]);
    diskWorks = true;
    clock.advance(4_000);
    const claims = await transport.claim(ask);
    expect(claims).toHaveLength(2);
    expect(claimed).toHaveBeenCalledWith();
    expect(recorded.of('orchestrator.queue.start.delay')).toEqual([
      { value: 4, attributes: { lane: 'git' } },
      { value: 4, attributes: { lane: 'git' } },
    ]);
    expect(await traces.originOf(claims[0].item)).toEqual({
      requestId: 'the-request',
    });

    clock.advance(60_000);
    expect(await transport.recover()).toBe(2);
    expect(await transport.heartbeat(claims)).toHaveLength(2);
    expect(recorded.of('orchestrator.queue.recoveries')).toEqual([
      { value: 2, attributes: {} },
    ]);
    expect(recorded.of('orchestrator.lease.losses')).toHaveLength(2);

    await expect(
      runs.command(id, { type: 'resume', by: ANA.actor.ref }, ANA),
    ).rejects.toThrow();
    expect(recorded.of('orchestrator.command.duration').at(-1)).toMatchObject({
      attributes: { command: 'resume', outcome: 'refused' },
    });
  });

  it('tells how long an approval was waited for', async () => {
    const recorded = new RecordedMetrics();
    const database = await databases.init(kind);
    const harness = new RunHarness(database, {
      log: new ObservedEventLog({
        metrics: new Metrics(recorded.service),
        traces: new RequestTraces({
          database,
          tracing: tracingServiceMock.mock(),
        }),
      }),
    });
    const runId = await harness.create(describeTargets(6));
    await harness.work();
    await harness.runs.start(runId, ANA.actor.ref, ANA);
    await harness.work();
    harness.clock.advance(3_600_000);
    await harness.approve(runId);
    expect(recorded.of('orchestrator.gate.wait')).toEqual([
      { value: 3600, attributes: { state: 'approved' } },
    ]);
  });
});

describe('EngineGauges', () => {
  it('share one look at the database, and have no value when it fails', async () => {
    const recorded = new RecordedMetrics();
    const at = '2030-01-01T00:01:00.000Z';
    const minuteAgo = '2030-01-01T00:00:00.000Z';
    const look = jest.fn(async () => ({
      at,
      lanes: [
        {
          lane: 'git',
          ready: 3,
          scheduled: 2,
          running: 1,
          oldestReadyAt: minuteAgo,
        },
      ],
      deadLetters: 7,
      trainDeadLetters: 2,
      approvals: { waiting: 1, oldest: minuteAgo },
      gates: { waiting: 3 },
      outbox: {
        waiting: 1,
        topics: [
          { topic: 'events', waiting: 1, oldest: minuteAgo, attempts: 0 },
        ],
        givenUp: 0,
      },
      timers: { waiting: 3, due: 1, next: minuteAgo, items: [] },
    }));
    const gauges = new EngineGauges({
      metrics: new Metrics(recorded.service),
      look,
      worker: () => ({ slots: 4, busy: 1, lanes: ['git'] }),
      health: () => ({ database: true, disk: false }),
    });
    gauges.start();
    const values = new Map(
      (await recorded.collect()).map(({ name, value, attributes }) => [
        [name, ...Object.values(attributes)].join(' '),
        value,
      ]),
    );
    expect(look).toHaveBeenCalledTimes(1);
    expect(Object.fromEntries(values)).toEqual({
      'orchestrator.queue.depth git ready': 3,
      'orchestrator.queue.depth git scheduled': 2,
      'orchestrator.queue.depth git running': 1,
      'orchestrator.queue.oldest.age git': 60,
      'orchestrator.dead_letters sweep': 7,
      'orchestrator.dead_letters train': 2,
      'orchestrator.gates.waiting sweep': 1,
      'orchestrator.gates.waiting train': 3,
      'orchestrator.gates.oldest.age sweep': 60,
      'orchestrator.gates.oldest.age train': 0,
      'orchestrator.outbox.depth events': 1,
      'orchestrator.outbox.oldest.age events': 60,
      'orchestrator.timers.waiting due': 1,
      'orchestrator.timers.waiting later': 2,
      'orchestrator.timers.lateness': 60,
      'orchestrator.worker.slots': 4,
      'orchestrator.queue.free git': 3,
      'orchestrator.worker.busy': 1,
      'orchestrator.health database': 1,
      'orchestrator.health disk': 0,
    });
    gauges.stop();
    expect(await recorded.collect()).toEqual([]);
  });
});

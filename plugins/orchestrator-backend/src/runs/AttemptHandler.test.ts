import { mockServices } from '@backstage/backend-test-utils';
import {
  FailureError,
  type TargetExecutor,
} from '@backstage-orchestrator/plugin-orchestrator-node';
import type { AttemptPacing } from '../pacing';
import { ArtifactStore } from '../store/ArtifactStore';
import { testDatabases } from '../testing';
import { AttemptHandler } from './AttemptHandler';
import { ClaimLostError } from './completeTargets';
import { ANA, BEN, describeTargets, RunHarness } from './testing/RunHarness';

const databases = testDatabases();
const TARGET = 'component.default.m-0001';

describe.each(databases.supported)('an attempt on %s', kind => {
  let harness: RunHarness;
  let artifacts: ArtifactStore;
  const logger = mockServices.logger.mock();
  const quiet = new AbortController().signal;

  beforeEach(async () => {
    jest.clearAllMocks();
    harness = new RunHarness(await databases.init(kind));
    artifacts = new ArtifactStore({
      database: harness.database,
      clock: harness.clock,
    });
  });

  const permit = {
    read: <T>(work: () => Promise<T>) => work(),
    send: <T>(_requests: number, work: () => Promise<T>) => work(),
    release: jest.fn(async () => {}),
  };

  function handler(
    executor: Partial<TargetExecutor> = {},
    pacing: AttemptPacing = { enter: async () => ({ permit }) },
  ): AttemptHandler {
    const unexpected = async () => {
      throw new Error('Not this stage');
    };
    const { database, clock, runs, transport } = harness;
    return new AttemptHandler({
      database,
      clock,
      logger,
      runs,
      transport,
      artifacts,
      workerId: 'worker-1',
      pacing,
      executor: {
        dryRun: unexpected,
        apply: unexpected,
        rollback: unexpected,
        ...executor,
      },
    });
  }

  const queued = () => harness.database('work_items').select('state', 'run_at');

  it('becomes what the executor says, with its log, its worker and its times', async () => {
    const runId = await harness.create(describeTargets(1));
    const [claim] = await harness.claim();
    await handler({
      dryRun: async ({ run, target, attempt, log }) => {
        log(`${run.id} ${target.id} ${attempt}`);
        harness.clock.advance(1_500);
        return { type: 'alreadyFine', baseCommit: 'base' };
      },
    }).execute(claim, quiet);
    const { status, attempts } = await harness.target(runId, TARGET);
    expect(status).toBe('alreadyFine');
    expect(attempts).toEqual([
      expect.objectContaining({
        worker: 'worker-1',
        startedAt: '2030-01-01T00:00:00.000Z',
        finishedAt: '2030-01-01T00:00:01.500Z',
      }),
    ]);
    const log = await artifacts.getOfRun(runId, attempts[0].log ?? '');
    expect(Buffer.from(log.content).toString()).toBe(
      `2030-01-01T00:00:00.000Z ${runId} ${TARGET} 1\n`,
    );
    expect(await queued()).toEqual([]);
  });

  it('is not made before its turn at the code host, and neither costs an attempt nor leaves an event', async () => {
    const runId = await harness.create(describeTargets(1));
    const [claim] = await harness.claim();
    const events = await harness.database('events').count({ total: '*' });
    await handler(
      {},
      {
        enter: async () => ({
          notBefore: '2030-01-01T00:07:00.000Z',
          limit: '80 per 1m (host)',
        }),
      },
    ).execute(claim, quiet);
    expect(await queued()).toEqual([
      { state: 'ready', run_at: '2030-01-01T00:07:00.000Z' },
    ]);
    expect(await harness.target(runId, TARGET)).toMatchObject({
      status: 'dryRunQueued',
      attempts: [],
      attemptsUsed: 0,
    });
    expect(await harness.database('events').count({ total: '*' })).toEqual(
      events,
    );
  });

  it('is not made where nobody can say whether it may be', async () => {
    await harness.create(describeTargets(1));
    const [claim] = await harness.claim();
    await expect(
      handler(
        {},
        {
          enter: async () => {
            throw new Error('The database is gone');
          },
        },
      ).execute(claim, quiet),
    ).rejects.toThrow('The database is gone');
  });

  it('gives its permit back, however it ends', async () => {
    await harness.create(describeTargets(1));
    const [claim] = await harness.claim();
    await handler().execute(claim, quiet);
    expect(permit.release).toHaveBeenCalledTimes(1);
  });

  it('keeps no log where nothing was logged, and not more than can be read', async () => {
    const runId = await harness.create(describeTargets(2));
    const [quietClaim, loudClaim] = await harness.claim();
    const talk = (lines: number) =>
      handler({
        dryRun: async ({ log }) => {
          for (let line = 1; line <= lines; line += 1) {
            log(`line ${line}`);
          }
          return { type: 'alreadyFine', baseCommit: 'base' };
        },
      });
    await talk(0).execute(quietClaim, quiet);
    await talk(20_003).execute(loudClaim, quiet);
    const [quietTarget, loudTarget] = await Promise.all(
      [quietClaim, loudClaim].map(claim =>
        harness.target(runId, claim.item.targetId ?? ''),
      ),
    );
    expect(quietTarget.attempts[0].log).toBeUndefined();
    const log = Buffer.from(
      (await artifacts.getOfRun(runId, loudTarget.attempts[0].log ?? ''))
        .content,
    ).toString();
    expect(log).toContain('line 20000\n(3 more lines were dropped)\n');
  });

  it('is not made for work that its target does not wait for any more', async () => {
    const runId = await harness.create(describeTargets(1));
    const [claim] = await harness.claim();
    const stale = {
      ...claim,
      item: { ...claim.item, id: `${claim.item.id}-older` },
    };
    await harness.database('work_items').update({ id: stale.item.id });
    await handler().execute(stale, quiet);
    expect(await queued()).toEqual([]);
    expect((await harness.target(runId, TARGET)).attempts).toEqual([]);
  });

  it('is not made for a run that is gone', async () => {
    await harness.create(describeTargets(1));
    const [claim] = await harness.claim();
    await harness.database('runs').delete();
    await handler().execute(claim, quiet);
    expect(await queued()).toEqual([]);
  });

  it('is put off while the run is paused, without using up a try', async () => {
    const runId = await harness.create(describeTargets(1));
    const [claim] = await harness.claim();
    await harness.runs.command(
      runId,
      { type: 'pause', by: BEN, reason: 'Lunch' },
      ANA,
    );
    await handler().execute(claim, quiet);
    expect(await queued()).toEqual([
      { state: 'ready', run_at: '2030-01-01T00:00:03.000Z' },
    ]);
    expect(await harness.target(runId, TARGET)).toMatchObject({
      status: 'dryRunQueued',
      attemptsUsed: 0,
      attempts: [],
    });

    await harness.runs.command(runId, { type: 'resume', by: BEN }, ANA);
    harness.clock.advance(3_000);
    await harness.work();
    expect(await harness.counts(runId)).toEqual({ ready: 1 });
  });

  it('takes an error that nobody expected for a passing one, and tells the operator', async () => {
    const runId = await harness.create(describeTargets(1));
    const [claim] = await harness.claim();
    await handler({
      dryRun: async () => {
        throw new TypeError('x is undefined');
      },
    }).execute(claim, quiet);
    const target = await harness.target(runId, TARGET);
    expect(target).toMatchObject({ status: 'dryRunQueued', attemptsUsed: 1 });
    expect(target.attempts[0].failure).toEqual({
      class: 'transient',
      code: 'unexpected',
      message: 'x is undefined',
    });
    expect(logger.error).toHaveBeenCalledWith(
      `Work on component:default/m-0001 of run ${runId} ended unexpectedly`,
      expect.any(TypeError),
    );
  });

  it('fails for good with a failure that is permanent, which is no fault of ours', async () => {
    const runId = await harness.create(describeTargets(1));
    const [claim] = await harness.claim();
    await handler({
      dryRun: async () => {
        throw new FailureError({
          class: 'permanent',
          code: 'stepFailed',
          message: 'No such file',
        });
      },
    }).execute(claim, quiet);
    const target = await harness.target(runId, TARGET);
    expect(target).toMatchObject({
      status: 'failed',
      failure: { code: 'stepFailed' },
    });
    const log = Buffer.from(
      (await artifacts.getOfRun(runId, target.attempts[0].log ?? '')).content,
    ).toString();
    expect(log).toContain('stepFailed: No such file');
    expect(logger.error).not.toHaveBeenCalled();
  });

  it('says nothing when it was stopped: whoever has the claim next does it again', async () => {
    const runId = await harness.create(describeTargets(1));
    const [claim] = await harness.claim();
    const stop = new AbortController();
    const attempt = handler({
      dryRun: async () => {
        stop.abort();
        throw new Error('Killed');
      },
    }).execute(claim, stop.signal);
    await expect(attempt).rejects.toThrow(ClaimLostError);
    expect((await harness.target(runId, TARGET)).attempts).toEqual([]);
    expect(logger.error).not.toHaveBeenCalled();
  });

  it('is given up when it took its worker down again and again', async () => {
    const runId = await harness.create(describeTargets(1));
    const [claim] = await harness.claim();
    await handler().abandon(claim, '10 workers in a row fell silent');
    expect(await harness.target(runId, TARGET)).toMatchObject({
      status: 'failed',
      failure: {
        class: 'permanent',
        code: 'abandoned',
        message: '10 workers in a row fell silent',
      },
    });
    expect(await queued()).toEqual([]);
  });

  it('is not made for a kind of work that nobody knows', async () => {
    await harness.create(describeTargets(1));
    const [claim] = await harness.claim();
    const strange = { ...claim, item: { ...claim.item, kind: 'target.dance' } };
    await expect(handler().execute(strange, quiet)).rejects.toThrow(
      'Unknown kind of work: target.dance',
    );
  });
});

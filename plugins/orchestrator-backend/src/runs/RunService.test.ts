import type { TargetOutcome } from '@backstage-orchestrator/plugin-orchestrator-common';
import { testDatabases } from '../testing';
import {
  ANA,
  BEN,
  RunHarness,
  describeTarget,
  describeTargets,
  manifestOf,
  type Script,
} from './testing/RunHarness';

const databases = testDatabases();

const failing =
  (...names: string[]): Script =>
  (target, stage) =>
    stage === 'apply' && names.some(name => target.id.endsWith(name))
      ? broken()
      : undefined;

function broken(code = 'stepFailed'): TargetOutcome {
  return {
    type: 'failed',
    failure: { class: 'permanent', code, message: 'It broke' },
  };
}

describe.each(databases.supported)('a sweep on %s', kind => {
  let harness: RunHarness;
  beforeEach(async () => {
    harness = new RunHarness(await databases.init(kind));
  });

  it('goes from the plan through canaries, an approval and batches to its end', async () => {
    const id = await harness.create(describeTargets(20), {
      batches: { initial: 5, factor: 2, max: 20 },
      maxParallel: 4,
    });
    expect((await harness.run(id)).status).toBe('dryRunning');
    await harness.work();
    expect(await harness.run(id)).toMatchObject({
      status: 'readyToStart',
      targets: 20,
    });

    await harness.runs.start(id, ANA.actor.ref, ANA);
    await harness.work();
    const waiting = await harness.run(id);
    expect(waiting).toMatchObject({
      status: 'awaitingApproval',
      currentBatch: 0,
    });
    expect(waiting.batches.map(batch => batch.size)).toEqual([3, 5, 10, 2]);
    expect(await harness.counts(id)).toEqual({ open: 3, ready: 17 });

    await harness.approve(id);
    await harness.work();
    expect((await harness.run(id)).status).toBe('tracking');
    await harness.mergeAll(id);
    expect(await harness.run(id)).toMatchObject({
      status: 'finished',
      outcome: 'succeeded',
    });
    expect(await harness.counts(id)).toEqual({ merged: 20 });
  });

  it('never has more under way than maxParallel', async () => {
    const id = await harness.create(describeTargets(12), { maxParallel: 3 });
    const claims = await harness.claim();
    expect(claims).toHaveLength(3);
    await harness.finish(claims[0]);
    expect(await harness.claim()).toHaveLength(1);
    expect(await harness.counts(id)).toMatchObject({
      dryRunQueued: 3,
      ready: 1,
    });
  });

  it('lets a target wait for one of its batch that it depends on', async () => {
    const id = await harness.create(
      [
        describeTarget('a', { dependsOn: ['component:default/b'] }),
        describeTarget('b'),
        describeTarget('c'),
      ],
      { canary: { approval: false } },
    );
    await harness.work();
    await harness.runs.start(id, ANA.actor.ref, ANA);
    const claims = await harness.claim();
    expect(claims.map(claim => claim.item.targetId).sort()).toEqual([
      'component.default.b',
      'component.default.c',
    ]);
    await harness.finish(
      claims.find(claim => claim.item.targetId?.endsWith('.b')) ?? claims[0],
    );
    expect((await harness.claim()).map(claim => claim.item.targetId)).toEqual([
      'component.default.a',
    ]);
  });

  it('stops a target with a problem, and not the sweep', async () => {
    const problem = {
      code: 'noRepository' as const,
      message: 'It has no repository',
    };
    const id = await harness.create([
      describeTarget('a', { problems: [problem] }),
      describeTarget('b'),
    ]);
    await harness.work();
    expect(await harness.counts(id)).toEqual({ problem: 1, ready: 1 });
    expect(await harness.run(id)).toMatchObject({
      status: 'readyToStart',
      problems: 1,
    });
  });

  it('ends after the dry run when there is nothing to do', async () => {
    const id = await harness.create(describeTargets(3));
    await harness.work(() => ({ type: 'alreadyFine', baseCommit: 'base' }));
    expect(await harness.run(id)).toMatchObject({
      status: 'finished',
      outcome: 'nothingToDo',
    });
  });

  it('pauses when too many fail, and goes on when somebody accepts that', async () => {
    const id = await harness.create(describeTargets(12), {
      canary: false,
      batches: { initial: 12, max: 12 },
      maxParallel: 2,
      failureLimit: { percent: 20, minSample: 5 },
    });
    await harness.work();
    await harness.runs.start(id, ANA.actor.ref, ANA);
    const script = failing('m-0001', 'm-0003');
    await harness.work(script);
    const paused = await harness.run(id);
    expect(paused).toMatchObject({
      status: 'paused',
      pause: {
        cause: 'failureRate',
        reason: '2 of 5 targets failed: more than the limit of 20 %',
      },
    });

    await harness.runs.command(id, { type: 'resume', by: BEN }, ANA);
    await harness.work(script);
    expect(await harness.counts(id)).toEqual({ failed: 2, open: 10 });
  });

  it('tries a passing failure again at the time that it recorded, and keeps its history', async () => {
    const id = await harness.create(describeTargets(1), {
      retry: { initialInterval: '60s', maxRetries: 1 },
    });
    const flaky: Script = () => ({
      type: 'failed',
      failure: { class: 'transient', code: 'cloneFailed', message: 'No route' },
    });
    await harness.work(flaky);
    const target = await harness.target(id, 'component.default.m-0001');
    expect(target).toMatchObject({
      status: 'dryRunQueued',
      attemptsUsed: 1,
      retryAt: '2030-01-01T00:01:00.000Z',
    });
    harness.clock.advance(59_999);
    expect(await harness.claim()).toEqual([]);
    harness.clock.advance(1);
    await harness.work(flaky);
    expect(await harness.target(id, 'component.default.m-0001')).toMatchObject({
      status: 'failed',
      failure: { code: 'cloneFailed' },
    });
    expect(
      (await harness.target(id, 'component.default.m-0001')).attempts,
    ).toHaveLength(2);
  });

  it('tries failed targets again when asked, also after the run has ended', async () => {
    const id = await harness.create(describeTargets(2), {
      canary: { approval: false },
    });
    await harness.work();
    await harness.runs.start(id, ANA.actor.ref, ANA);
    await harness.work(failing('m-0001', 'm-0002'));
    expect(await harness.run(id)).toMatchObject({
      status: 'finished',
      outcome: 'failed',
    });

    await harness.runs.commandTargets(
      id,
      ['component.default.m-0001'],
      () => ({ type: 'retry', by: BEN }),
      ANA,
    );
    await harness.work();
    expect(await harness.counts(id)).toEqual({ failed: 1, open: 1 });
    await harness.runs.commandTargets(
      id,
      ['component.default.m-0002'],
      () => ({ type: 'skip', by: BEN, reason: 'Goes away soon' }),
      ANA,
    );
    await harness.mergeAll(id);
    expect(await harness.run(id)).toMatchObject({
      status: 'finished',
      outcome: 'succeeded',
    });
  });

  it('applies a command for several targets to all of them or to none', async () => {
    const id = await harness.create(describeTargets(2));
    await harness.work(failingDryRun('m-0001'));
    const ids = ['component.default.m-0001', 'component.default.m-0002'];
    await expect(
      harness.runs.commandTargets(
        id,
        ids,
        () => ({ type: 'retry', by: BEN }),
        ANA,
      ),
    ).rejects.toThrow(
      'm-0002 is ready: only a failed or cancelled target can be tried again',
    );
    expect((await harness.target(id, ids[0])).status).toBe('failed');
  });

  it('cancels what nobody works on yet, and records what is under way', async () => {
    const id = await harness.create(describeTargets(4), { maxParallel: 2 });
    const [claim] = await harness.claim(1);
    await harness.runs.cancel(id, BEN, 'Not needed', ANA);
    expect(await harness.counts(id)).toEqual({
      cancelled: 1,
      dryRunQueued: 1,
      pending: 2,
    });
    await harness.finish(claim);
    expect(await harness.counts(id)).toEqual({
      cancelled: 1,
      ready: 1,
      pending: 2,
    });
    expect(await harness.claim()).toEqual([]);
  });

  it('rolls back open changes and reverts merged ones, the last first', async () => {
    const id = await harness.create(describeTargets(3), { maxParallel: 1 });
    await harness.work();
    await harness.runs.start(id, ANA.actor.ref, ANA);
    await harness.work();
    const [first] = await harness
      .database('targets')
      .where('run_id', id)
      .orderBy('sort_key')
      .limit(1)
      .select('state');
    const merged = JSON.parse(first.state);
    await harness.runs.observe(
      id,
      merged.id,
      { ...merged.change, state: 'merged', mergeCommit: 'c0ffee' },
      BEN,
      ANA,
    );

    await harness.runs.command(
      id,
      { type: 'rollback', by: BEN, reason: 'It broke production' },
      ANA,
    );
    const order: string[] = [];
    await harness.work(target => {
      order.push(target.id);
      return undefined;
    });
    expect(order.at(-1)).toBe(merged.id);
    expect(await harness.counts(id)).toEqual({ withdrawn: 2, reverting: 1 });
    expect((await harness.run(id)).status).toBe('tracking');
    await harness.mergeAll(id);
    expect(await harness.run(id)).toMatchObject({
      status: 'finished',
      outcome: 'rolledBack',
    });
  });

  it('keeps a change that a person closed closed, and names the person', async () => {
    const id = await harness.create(describeTargets(1), {
      canary: { approval: false },
    });
    await harness.work();
    await harness.runs.start(id, ANA.actor.ref, ANA);
    await harness.work();
    const target = await harness.target(id, 'component.default.m-0001');
    await harness.runs.observe(
      id,
      target.id,
      { ...target.change!, state: 'closed' },
      BEN,
      ANA,
    );
    expect(await harness.target(id, target.id)).toMatchObject({
      status: 'declined',
      declinedBy: BEN,
    });
    expect(await harness.run(id)).toMatchObject({
      status: 'finished',
      outcome: 'failed',
    });
  });

  it('refuses the approval of whoever started the run, and an approval of old evidence', async () => {
    const id = await harness.create(describeTargets(8));
    await harness.work();
    await harness.runs.start(id, ANA.actor.ref, ANA);
    await harness.work(failing('m-0001'));
    await expect(harness.approve(id, ANA.actor.ref)).rejects.toThrow(
      "can't approve it",
    );

    const before = (await harness.run(id)).approvals[0].evidenceDigest;
    await harness.runs.commandTargets(
      id,
      ['component.default.m-0001'],
      () => ({ type: 'retry', by: BEN }),
      ANA,
    );
    await harness.work();
    const after = (await harness.run(id)).approvals[0].evidenceDigest;
    expect(after).not.toBe(before);
    await expect(
      harness.runs.command(
        id,
        {
          type: 'sign',
          approvalId: 'canary',
          by: BEN,
          ownershipRefs: [],
          decision: 'approved',
          evidenceDigest: before,
        },
        ANA,
      ),
    ).rejects.toThrow('has changed since you looked at it');
    await harness.approve(id);
    expect((await harness.run(id)).status).toBe('running');
  });

  it('pauses on a rejection and asks again after it was resumed', async () => {
    const id = await harness.create(describeTargets(8));
    await harness.work();
    await harness.runs.start(id, ANA.actor.ref, ANA);
    await harness.work();
    const { evidenceDigest } = (await harness.run(id)).approvals[0];
    await harness.runs.command(
      id,
      {
        type: 'sign',
        approvalId: 'canary',
        by: BEN,
        ownershipRefs: [],
        decision: 'rejected',
        comment: 'Wrong base image',
        evidenceDigest,
      },
      ANA,
    );
    expect(await harness.run(id)).toMatchObject({
      status: 'paused',
      pause: { cause: 'rejected', reason: 'Wrong base image' },
    });
    await harness.runs.command(id, { type: 'resume', by: BEN }, ANA);
    const run = await harness.run(id);
    expect(run.status).toBe('awaitingApproval');
    expect(
      run.approvals.map(approval => [approval.id, approval.state]),
    ).toEqual([
      ['canary', 'rejected'],
      ['canary-2', 'open'],
    ]);
  });

  it('waits between batches by a timer, not by a worker', async () => {
    const id = await harness.create(describeTargets(8), {
      canary: { approval: false },
      batches: { soak: '10m' },
    });
    await harness.work();
    await harness.runs.start(id, ANA.actor.ref, ANA);
    await harness.work();
    expect(harness.timers).toEqual([
      expect.objectContaining({
        kind: 'soak',
        dueAt: '2030-01-01T00:10:00.000Z',
      }),
    ]);
    expect(await harness.counts(id)).toEqual({ open: 3, ready: 5 });
    harness.clock.advance(600_000);
    await harness.runs.command(id, { type: 'finishSoak', batch: 0 }, ANA);
    expect(harness.timers).toEqual([]);
    await harness.work();
    expect(await harness.counts(id)).toEqual({ open: 8 });
  });

  it('records results that come together, and refuses only those whose claim was lost', async () => {
    const id = await harness.create(describeTargets(6), { maxParallel: 6 });
    const claims = await harness.claim();
    const lost = claims.slice(2, 4);
    await harness
      .database('work_items')
      .whereIn(
        'id',
        lost.map(({ item }) => item.id),
      )
      .increment('attempt', 1);
    const ended = await Promise.allSettled(
      claims.map(claim => harness.finish(claim)),
    );
    expect(ended.map(({ status }) => status)).toEqual([
      ...['fulfilled', 'fulfilled', 'rejected', 'rejected'],
      ...['fulfilled', 'fulfilled'],
    ]);
    expect(await harness.counts(id)).toEqual({ ready: 4, dryRunQueued: 2 });
    const again = await Promise.allSettled(
      claims
        .filter(claim => lost.includes(claim))
        .map(claim => harness.finish({ ...claim, attempt: claim.attempt + 1 })),
    );
    expect(again.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
    ]);
    expect(await harness.counts(id)).toEqual({ ready: 6 });
    const targets = await harness
      .database('events')
      .where({ run_id: id, type: 'target.dryRunFinished' })
      .pluck('target_id');
    expect(targets).toHaveLength(6);
  });

  it('writes a result and the target that it lets begin in one statement', async () => {
    await harness.create(describeTargets(3), { maxParallel: 1 });
    const [claim] = await harness.claim();
    const writes: string[] = [];
    harness.database.on('query', ({ sql }: { sql: string }) => {
      if (/^insert into .targets/.test(sql)) {
        writes.push(sql);
      }
    });
    await harness.finish(claim);
    expect(writes).toHaveLength(1);
  });

  it('refuses the result of a claim that was lost', async () => {
    const id = await harness.create(describeTargets(1));
    const [claim] = await harness.claim();
    await harness.transport.recover({ all: true });
    const [next] = await harness.claim();
    await expect(harness.finish(claim)).rejects.toThrow('was lost');
    expect(
      (await harness.target(id, 'component.default.m-0001')).attempts,
    ).toHaveLength(0);
    await harness.finish(next);
    expect(
      (await harness.target(id, 'component.default.m-0001')).attempts,
    ).toHaveLength(1);
  });

  it('creates one run for one key, however often it is asked', async () => {
    const create = () =>
      harness.runs.create({
        ...ANA,
        manifest: manifestOf(),
        dryRun: false,
        targets: describeTargets(2),
        idempotencyKey: 'task-1',
      });
    expect(await create()).toBe(await create());
    expect(await harness.database('runs').select('id')).toHaveLength(1);
  });

  it('does not start the same sweep again while the first one may have open changes', async () => {
    const create = () =>
      harness.runs.create({
        ...ANA,
        manifest: manifestOf({ canary: { approval: false } }),
        dryRun: true,
        targets: describeTargets(1),
      });
    const id = await create();
    await expect(create()).rejects.toThrow(`is there already as run ${id}`);
    await harness.work();
    await harness.runs.start(id, ANA.actor.ref, ANA);
    await harness.work();
    await harness.runs.cancel(id, BEN, 'Later', ANA);
    await expect(create()).rejects.toThrow('which is cancelled');
    await harness.runs.command(
      id,
      { type: 'rollback', by: BEN, reason: 'Not now' },
      ANA,
    );
    await harness.work();
    expect(await create()).not.toBe(id);
  });
});

function failingDryRun(...names: string[]): Script {
  return target =>
    names.some(name => target.id.endsWith(name)) ? broken() : undefined;
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type {
  RunDetail,
  TargetSummary,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import {
  expectGitToAgree,
  expectWholeDatabase,
} from './__testUtils__/expectNothingLost';
import { KillableBackend, poll } from './__testUtils__/KillableBackend';
import {
  entities,
  expectedStatus,
  makeRepositories,
  MANIFEST,
  seenRepositories,
  SOUND,
  TARGETS,
  type SeenRepository,
} from './__testUtils__/sweepToKill';

/** Twelve starts of a backend on a machine that does other things as well. */
jest.setTimeout(600_000);

const SEED = 20261;
const KILLS = 10;
/** A kill comes up to so long after the moment that it waits for. */
const JITTER_MS = 60;
const WATCH_MS = 2;

describe('a backend that is killed in the middle of a sweep', () => {
  let folder: string;
  let backend: KillableBackend;
  let runId: string;
  let repositories: SeenRepository[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'orchestrator-crash-'));
    await makeRepositories(join(folder, 'repositories'));
  });

  beforeEach(async () => {
    backend = await KillableBackend.create({
      folder,
      entities: entities(),
      workers: { slots: 6, graceSeconds: 10, leaseSeconds: 3 },
    });
  });

  afterEach(() => backend.kill());

  afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 10 }));

  it(`brings every target to its end exactly once, after ${KILLS} kills at different moments`, async () => {
    const random = seeded(SEED);
    const ana = backend.client('token-of-ana');
    const ben = backend.client('token-of-ben');
    const interrupted: number[] = [];
    const killAndRestart = async () => {
      await sleep(random() * JITTER_MS);
      await backend.kill();
      interrupted.push(await workUnderWay());
      await backend.start();
    };

    await backend.start();
    runId = (await ana.createRun({ body: { manifest: MANIFEST } })).id;
    repositories = seenRepositories(join(folder, 'repositories'), runId);

    // The dry run, early and late.
    await countReaches(3, 'ready', 'alreadyFine');
    await killAndRestart();
    await countReaches(14, 'ready', 'alreadyFine');
    await killAndRestart();
    await runIs('readyToStart');
    expect(pushed()).toBe(0);

    // What was acknowledged a moment ago.
    await ana.startRun({ params: { runId } });
    await killAndRestart();

    // In the middle of the pushes of the canaries, and while a person is waited for.
    await watch('a branch is pushed', () => pushed() >= 2);
    await killAndRestart();
    const asked = await runIs('awaitingApproval');
    await killAndRestart();
    const [approval] = (await runIs('awaitingApproval')).approvals;
    expect(approval).toEqual(asked.approvals[0]);
    await ben.decideApproval({
      params: { runId, approvalId: approval.id },
      body: { decision: 'approved', evidenceDigest: approval.evidenceDigest },
    });

    // In the middle of the pushes of the batches.
    await watch('more branches are pushed', () => pushed() >= 7);
    await killAndRestart();
    await watch('still more branches are pushed', () => pushed() >= 15);
    await killAndRestart();
    await runIs('tracking');
    const open = await targetsThatAre('open');
    expect(open).toHaveLength(SOUND);

    // While changes are merged.
    const [withdrawn, reverted, ...others] = open;
    const merging = [reverted, ...others];
    for (const moved of [2, 11]) {
      const merges = mergeAll(merging);
      await watch('changes are merged', () => merged() >= moved);
      await killAndRestart();
      await merges;
    }
    await mergeAll(merging);
    await countReaches(merging.length, 'merged');

    // A rollback that was acknowledged a moment ago.
    await ana.rollback({
      params: { runId },
      body: { targets: [withdrawn.id, reverted.id], reason: 'It broke' },
    });
    await killAndRestart();
    await countReaches(2, 'withdrawn', 'reverting');
    const [{ revert }] = await targetsThatAre('reverting');
    await ben.mergeLocalChange({ params: { changeId: revert?.id ?? '' } });

    const finished = await runIs('finished');
    expect(finished.counts).toEqual({
      merged: SOUND - 2,
      withdrawn: 1,
      reverted: 1,
      failed: 2,
      alreadyFine: 2,
    });
    const report = await ana.getReport({ params: { runId } });
    expect(report.targets).toHaveLength(TARGETS);
    for (const { id, title, outcome } of report.targets) {
      const rolledBack = {
        [withdrawn.id]: 'withdrawn',
        [reverted.id]: 'reverted',
      }[id];
      expect([title, outcome]).toEqual([
        title,
        rolledBack ?? expectedStatus(title),
      ]);
    }
    await expectGitToAgree(report, repositories);
    await poll(
      'the outbox is empty',
      () => ana.getWork(),
      work => work.outbox.waiting === 0,
    );
    await backend.terminate();
    await expectWholeDatabase(backend);
    // Otherwise nothing was killed in the middle of anything.
    expect(interrupted).toHaveLength(KILLS);
    expect(
      interrupted.filter(items => items > 0).length,
    ).toBeGreaterThanOrEqual(4);
  });

  it('ends or hands back what is under way when it is asked to stop, and goes on after the next start', async () => {
    await backend.start();
    const ana = backend.client('token-of-ana');
    const slow = MANIFEST.replace('name: node-22', 'name: node-22-again')
      .replace(
        "find: 'node: 20', with: 'node: 22'",
        "find: 'node: 2.*', with: 'node: 24', regex: true",
      )
      .replace('[sh, check.sh]', "[sh, -c, 'sleep 1']")
      .replace('canary: { min: 4, max: 4 }', 'canary: { approval: false }');
    runId = (await ana.createRun({ body: { manifest: slow } })).id;
    repositories = seenRepositories(join(folder, 'repositories'), runId);
    await countReaches(3, 'ready');
    const underWay = await targetsThatAre('dryRunQueued');
    expect(underWay.length).toBeGreaterThan(0);

    const took = await backend.terminate();
    expect(took).toBeLessThan(10_000 + 5_000);
    expect(await workUnderWay()).toBe(0);
    await backend.start();
    await runIs('readyToStart');
    expect(await targetsThatAre('ready')).toHaveLength(TARGETS);
    await backend.terminate();
    await expectWholeDatabase(backend);
  });

  async function targetsThatAre(
    ...status: TargetSummary['status'][]
  ): Promise<TargetSummary[]> {
    const { items } = await backend
      .client('token-of-ana')
      .listTargets({ params: { runId }, query: { status, limit: 100 } });
    return items;
  }

  async function countReaches(
    count: number,
    ...status: TargetSummary['status'][]
  ): Promise<void> {
    await poll(
      `${count} targets are ${status.join(' or ')}`,
      () => backend.client('token-of-ana').getRun({ params: { runId } }),
      run =>
        status.reduce((sum, one) => sum + (run.counts[one] ?? 0), 0) >= count,
    );
  }

  function runIs(status: RunDetail['status']): Promise<RunDetail> {
    return poll(
      `the run is ${status}`,
      () => backend.client('token-of-ana').getRun({ params: { runId } }),
      run => run.status === status,
    );
  }

  /** Merges as a person would who does not know that the backend dies meanwhile. */
  async function mergeAll(targets: TargetSummary[]): Promise<void> {
    const ben = backend.client('token-of-ben');
    const waiting = [...targets];
    const clicker = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        await ben
          .mergeLocalChange({ params: { changeId: next.change?.id ?? '' } })
          .catch(() => {});
      }
    };
    await Promise.all([clicker(), clicker(), clicker()]);
  }

  function pushed(): number {
    return repositories.filter(repository => repository.hasBranch()).length;
  }

  function merged(): number {
    return repositories.filter(repository => repository.movedTo() !== undefined)
      .length;
  }

  function workUnderWay(): Promise<number> {
    return backend.inspect(async database => {
      const [{ items }] = await database('work_items')
        .where({ state: 'running' })
        .count<{ items: number }[]>({ items: '*' });
      return items;
    });
  }
});

/** Looks again and again; quicker than asking over HTTP. */
async function watch(
  what: string,
  holds: () => boolean | Promise<boolean>,
): Promise<void> {
  const until = Date.now() + 60_000;
  while (!(await holds())) {
    if (Date.now() > until) {
      throw new Error(`Not within a minute: ${what}`);
    }
    await sleep(WATCH_MS);
  }
}

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

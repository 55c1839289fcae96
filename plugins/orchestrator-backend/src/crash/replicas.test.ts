import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  RunDetail,
  TargetSummary,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { testDatabases } from '../testing';
import {
  expectGitToAgree,
  expectWholeDatabase,
} from './__testUtils__/expectNothingLost';
import { Fleet } from './__testUtils__/Fleet';
import { WebhookReceiver } from './__testUtils__/WebhookReceiver';
import { poll } from './__testUtils__/KillableBackend';
import {
  entities,
  expectedStatus,
  makeRepositories,
  MANIFEST,
  seenRepositories,
  SOUND,
  TARGETS,
} from './__testUtils__/sweepToKill';

const databases = testDatabases();

/** Three backends and their restarts, on a machine that does other things as well. */
jest.setTimeout(600_000);

const REPLICAS = 3;
const SLOTS = 2;
/** Times that one is killed until its work has been taken over. */
const MAX_KILLS = 3;
/** With the default lease. */
const ORPHANS_RUN_WITHIN_MS = 15_000;
/** A fair share is a third; how quickly each one starts and claims is up to the machine. */
const LEAST_SHARE = 1 / 6;

/** What the webhook asks for. */
const WEBHOOK_TYPES = ['target.*', 'run.finished'];

const SWEEP = MANIFEST.replace(
  '[sh, check.sh]',
  "[sh, -c, 'sleep 1; sh check.sh']",
)
  .replace('maxParallel: 6', 'maxParallel: 12')
  .replace('factor: 2, max: 12', 'factor: 2, max: 12, soak: 1s');

describe('three replicas on one PostgreSQL', () => {
  let folder: string;
  let fleet: Fleet;
  let receiver: WebhookReceiver;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'orchestrator-replicas-'));
    await makeRepositories(join(folder, 'repositories'));
  });

  beforeEach(async () => {
    const database = await databases.init('PostgreSQL', { migrate: false });
    receiver = await WebhookReceiver.start();
    fleet = await Fleet.create({
      size: REPLICAS,
      folder,
      postgres: databases.locationOf(database),
      entities: entities(),
      workers: { slots: SLOTS, graceSeconds: 10 },
      webhooks: { audit: { url: receiver.url, types: WEBHOOK_TYPES } },
    });
  });

  afterEach(async () => {
    await fleet.kill();
    await receiver.close();
  });

  afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 10 }));

  it('run one sweep together, and lose and double nothing when one or all of them are killed', async () => {
    await fleet.start();
    const [first, second, third] = fleet.replicas;
    const ana = first.client('token-of-ana');
    const ben = second.client('token-of-ben');

    const runId = (await ana.createRun({ body: { manifest: SWEEP } })).id;
    const repositories = seenRepositories(join(folder, 'repositories'), runId);
    const runIs = (status: RunDetail['status']) =>
      poll(
        `the run is ${status}`,
        () => ana.getRun({ params: { runId } }),
        run => run.status === status,
      );
    const targetsThatAre = async (status: TargetSummary['status']) =>
      (
        await ben.listTargets({
          params: { runId },
          query: { status: [status], limit: 100 },
        })
      ).items;

    // Each does its share of the dry runs.
    await runIs('readyToStart');
    const shares = await attemptsByProcess();
    expect([...shares.keys()].sort()).toEqual(
      fleet.replicas.map(({ pid }) => String(pid)).sort(),
    );
    expect(Math.min(...shares.values())).toBeGreaterThanOrEqual(
      TARGETS * LEAST_SHARE,
    );

    await ana.startRun({ params: { runId } });
    const { approvals } = await runIs('awaitingApproval');
    await ben.decideApproval({
      params: { runId, approvalId: approvals[0].id },
      body: {
        decision: 'approved',
        evidenceDigest: approvals[0].evidenceDigest,
      },
    });

    // From here on every process that dies has a post to the webhook under way, or one that is to come again.
    receiver.keep();

    // One dies in the middle of its work; the others take over what it had.
    const untilAllAreAtWork = () =>
      poll(
        'all are at work, as two alone could not do so much at once',
        () => fleet.attemptsUnderWay(),
        attempts => attempts.length > (REPLICAS - 1) * SLOTS,
      );
    let orphansRanAfterMs = 0;
    for (let kill = 0; kill < MAX_KILLS && orphansRanAfterMs === 0; kill += 1) {
      await untilAllAreAtWork();
      await third.kill();
      // It may have ended its work just then: nothing is taken over, and it has to die once more.
      orphansRanAfterMs = await untilTakenOver(await fleet.attemptsUnderWay());
      await third.start();
    }
    expect(orphansRanAfterMs).toBeGreaterThan(0);
    expect(orphansRanAfterMs).toBeLessThan(ORPHANS_RUN_WITHIN_MS);

    // All die at once, in the middle of the batches or in the soak between them.
    await poll(
      'somebody waits for the answer of the webhook',
      async () => receiver.waiting,
      waiting => waiting > 0,
    );
    await fleet.kill();
    await poll(
      'they died with it',
      async () => receiver.waiting,
      waiting => waiting === 0,
    );
    receiver.release();
    await fleet.restart();
    await runIs('tracking');

    // Changes are merged through all of them, and one more dies meanwhile.
    const open = await targetsThatAre('open');
    expect(open).toHaveLength(SOUND);
    const merge = (target: TargetSummary, index: number) =>
      fleet.replicas[index % REPLICAS].client('token-of-ben').mergeLocalChange({
        params: { changeId: target.change?.id ?? '' },
      });
    const merging = open.map((target, index) =>
      merge(target, index).catch(() => {}),
    );
    await Promise.race(merging);
    await third.kill();
    await Promise.all(merging);
    await third.start();
    await poll(
      'all changes are merged',
      async () => {
        const left = await targetsThatAre('open');
        await Promise.all(
          left.map((target, index) => merge(target, index).catch(() => {})),
        );
        return left.length;
      },
      left => left === 0,
    );

    const finished = await runIs('finished');
    expect(finished.counts).toEqual({
      merged: SOUND,
      failed: 2,
      alreadyFine: 2,
    });
    const report = await ana.getReport({ params: { runId } });
    expect(
      report.targets.map(({ title, outcome }) => [title, outcome]),
    ).toEqual(
      report.targets.map(({ title }) => [title, expectedStatus(title)]),
    );
    await expectGitToAgree(report, repositories);
    await poll(
      'the outbox is empty',
      () => ana.getWork(),
      work => work.outbox.waiting === 0,
    );
    await fleet.terminate();
    for (const replica of fleet.replicas) {
      await expectWholeDatabase(replica);
    }
    await expectTimersOnce();
    await expectAllTold();
    await expectWebhookTold();
  });

  /** How many attempts each process has ended; a worker is named after its machine and its process. */
  async function attemptsByProcess(): Promise<Map<string, number>> {
    const data: string[] = await fleet.inspect(database =>
      database('events').whereNotNull('target_id').pluck('data'),
    );
    const counts = new Map<string, number>();
    for (const text of data) {
      const worker: string | undefined = JSON.parse(text).attempt?.worker;
      const pid = worker?.split('-').at(-2);
      if (pid) {
        counts.set(pid, (counts.get(pid) ?? 0) + 1);
      }
    }
    return counts;
  }

  /**
   * Waits until each of these attempts has ended: by its result, or because another one has begun.
   *
   * @returns milliseconds until the last of those that had been orphaned ran again; 0 where none was
   */
  async function untilTakenOver(
    attempts: { id: string; attempt: number }[],
  ): Promise<number> {
    const start = Date.now();
    const waiting = new Map(attempts.map(({ id, attempt }) => [id, attempt]));
    let last = 0;
    await poll(
      'the orphans run again',
      async () => {
        const now: { id: string; attempt: number; state: string }[] =
          await fleet.inspect(database =>
            database('orchestrator_work.job')
              .whereIn('id', [...waiting.keys()])
              .select({ id: 'id', attempt: 'retry_count', state: 'state' }),
          );
        const rows = new Map(now.map(row => [row.id, row]));
        for (const [id, attempt] of waiting) {
          const row = rows.get(id);
          if (!row) {
            waiting.delete(id);
          } else if (row.attempt > attempt) {
            waiting.delete(id);
            last = Date.now() - start;
          }
        }
        return waiting.size;
      },
      left => left === 0,
    );
    return last;
  }

  async function expectTimersOnce(): Promise<void> {
    const ended: string[] = await fleet.inspect(database =>
      database('events').where({ type: 'batch.soakFinished' }).pluck('data'),
    );
    const batches = ended.map(text => JSON.parse(text).batch);
    expect(batches.length).toBeGreaterThan(0);
    expect(new Set(batches).size).toBe(batches.length);
  }

  /** Every event was told at least once, and only by its position, so that repeats can be dropped. */
  async function expectAllTold(): Promise<void> {
    const written: (string | number)[] = await fleet.inspect(database =>
      database('events').orderBy('position').pluck('position'),
    );
    const told = await readFile(join(folder, 'received.txt'), 'utf8');
    const ids = new Set(told.trim().split('\n').map(Number));
    expect([...ids].sort((a, b) => a - b)).toEqual(written.map(Number));
  }

  /** It has accepted every event that it asked for, and no other, though senders died while they posted. */
  async function expectWebhookTold(): Promise<void> {
    const wanted: (string | number)[] = await fleet.inspect(database =>
      database('events')
        .where('type', 'like', 'target.%')
        .orWhere('type', 'run.finished')
        .orderBy('position')
        .pluck('position'),
    );
    const ids = [...receiver.told].map(Number).sort((a, b) => a - b);
    expect(ids).toEqual(wanted.map(Number));
    expect(receiver.cut.size).toBeGreaterThan(0);
  }
});

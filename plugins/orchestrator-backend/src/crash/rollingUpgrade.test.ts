import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  RunDetail,
  TargetSummary,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { testDatabases } from '../testing';
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
} from './__testUtils__/sweepToKill';

const databases = testDatabases();

/** Backends of three releases and their restarts, on a machine that does other things as well. */
jest.setTimeout(600_000);

// eslint-disable-next-line no-restricted-syntax -- never in a production build
const RELEASES = join(__dirname, '__fixtures__', 'releases');
/** Each has the migrations of those before it. */
const [PREVIOUS, NEXT, AFTER_NEXT] = ['previous', 'next', 'afterNext'].map(
  (_, index, all) =>
    all.slice(0, index + 1).map(release => join(RELEASES, release)),
);
const EXPANDING = '20990201000000_risks.js';
const CONTRACTING = '20990301000000_contract_20990201000000_remarks.js';

const TOO_NEW =
  `The database of the orchestrator is too new for this release: the migration ${CONTRACTING} took away what it needs. ` +
  'Deploy a release with the migration 20990201000000; the newest one of this release is 20990101000000';

const SLOTS = 2;
/** So slow that all replicas are at work at once. */
const SWEEP = MANIFEST.replace(
  '[sh, check.sh]',
  "[sh, -c, 'sleep 2; sh check.sh']",
)
  .replace('maxParallel: 6', 'maxParallel: 12')
  .replace('canary: { min: 4, max: 4 }', 'canary: { min: 3, max: 3 }');
const NEXT_SWEEP = MANIFEST.replace('name: node-22', 'name: node-24').replace(
  "find: 'node: 20', with: 'node: 22'",
  "find: 'node: 22', with: 'node: 24'",
);

describe('a rolling upgrade', () => {
  let folder: string;
  let database: Knex;
  const backends: KillableBackend[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'orchestrator-rolling-'));
    await makeRepositories(join(folder, 'repositories'));
  });

  beforeEach(async () => {
    database = await databases.init('PostgreSQL', { migrate: false });
  });

  afterEach(() => Promise.all(backends.map(backend => backend.kill())));

  afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 10 }));

  async function replicaOf(migrations: string[]): Promise<KillableBackend> {
    const backend = await KillableBackend.create({
      folder,
      migrations,
      workFolder: `work-${backends.length}`,
      postgres: databases.locationOf(database),
      entities: entities(),
      workers: { slots: SLOTS, graceSeconds: 10 },
    });
    backends.push(backend);
    return backend;
  }

  it('runs two releases side by side on one run, and ends every target once', async () => {
    const previous = await replicaOf(PREVIOUS);
    const next = await replicaOf(NEXT);
    const afterNext = await replicaOf(AFTER_NEXT);
    const ana = next.client('token-of-ana');
    const ben = previous.client('token-of-ben');

    // The previous release is in the middle of a run when the next one migrates, and goes on.
    await previous.start();
    const { id: runId } = await previous
      .client('token-of-ana')
      .createRun({ body: { manifest: SWEEP } });
    const repositories = seenRepositories(join(folder, 'repositories'), runId);
    const runIs = (status: RunDetail['status'], id = runId) =>
      poll(
        `the run is ${status}`,
        () => ana.getRun({ params: { runId: id } }),
        run => run.status === status,
      );
    await poll(
      'some targets are done',
      () => ben.getRun({ params: { runId } }),
      ({ counts }) => (counts.ready ?? 0) >= 2,
    );
    await next.start();
    expect(previous.output()).not.toMatch(/error/i);
    await runIs('readyToStart');

    // What the next release writes, which the previous one knows nothing of.
    await previous.inspect(async tables => {
      await tables('targets').update({ risk: 'low' });
      await tables('target_risks').insert(
        (
          await tables('targets').pluck('id')
        ).map(id => ({
          run_id: runId,
          target_id: id,
          reason: 'A small change',
        })),
      );
    });

    // One asks, the other one approves; then a replica of the previous release dies and comes back.
    await ana.startRun({ params: { runId } });
    const [approval] = (await runIs('awaitingApproval')).approvals;
    await ben.decideApproval({
      params: { runId, approvalId: approval.id },
      body: { decision: 'approved', evidenceDigest: approval.evidenceDigest },
    });
    await poll(
      'both are at work',
      () =>
        next.inspect(tables =>
          tables('orchestrator_work.job').where({ state: 'active' }),
        ),
      jobs => jobs.length > SLOTS,
    );
    const killed = previous.pid;
    await previous.kill();
    await previous.start();
    expect(previous.output()).toContain(
      `has 1 migration that this release does not know, up to ${EXPANDING}. This replica goes on beside newer ones`,
    );

    await runIs('tracking');
    const migrated = await migratedAt(EXPANDING);
    const done = await attempts();
    const before = done.filter(({ pid }) => pid === killed);
    expect(before.filter(({ at }) => at < migrated)).not.toEqual([]);
    expect(before.filter(({ at }) => at > migrated)).not.toEqual([]);
    expect(done.filter(({ pid }) => pid === next.pid)).not.toEqual([]);
    const merging = await openTargets(runId);
    expect(merging).toHaveLength(SOUND);
    await Promise.all(
      merging.map((target, index) =>
        (index % 2 ? previous : next).client('token-of-ben').mergeLocalChange({
          params: { changeId: target.change?.id ?? '' },
        }),
      ),
    );
    const finished = await runIs('finished');
    expect(finished.counts).toEqual({
      merged: SOUND,
      failed: 2,
      alreadyFine: 2,
    });
    const report = await ben.getReport({ params: { runId } });
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
    await expectWholeDatabase(previous);
    await expectWholeDatabase(next);
    await next.inspect(async tables => {
      const risks: string[] = await tables('targets').pluck('risk');
      expect(risks).toEqual(Array.from({ length: TARGETS }, () => 'low'));
      expect(await tables('target_risks')).toHaveLength(TARGETS);
    });

    // The one after the next takes away what the next one does without; somebody has forgotten to stop the previous one.
    await afterNext.start();
    await next.inspect(async tables => {
      await expect(tables.schema.hasColumn('targets', 'remark')).resolves.toBe(
        false,
      );
    });
    await poll(
      'the previous one is not ready any more',
      () => previous.health(),
      health => health.checks.schema === 'failed',
    );
    expect(previous.output()).toContain(
      `The schema of the database does not work; this replica is not ready until it does: ${TOO_NEW}`,
    );
    expect(await next.health()).toMatchObject({ status: 'ok' });
    const second = await ana.createRun({ body: { manifest: NEXT_SWEEP } });
    await runIs('readyToStart', second.id);
    const pids = (await attempts(second.id)).map(({ pid }) => pid);
    expect(new Set(pids)).toEqual(new Set([next.pid, afterNext.pid]));

    // Where it starts once more, it is told at once.
    await previous.terminate();
    await expect(previous.start()).rejects.toThrow(TOO_NEW);
    expect((await runIs('readyToStart', second.id)).counts.ready).toBe(
      SOUND + 2,
    );

    async function openTargets(id: string): Promise<TargetSummary[]> {
      const { items } = await ben.listTargets({
        params: { runId: id },
        query: { status: ['open'], limit: 100 },
      });
      return items;
    }

    /** Attempts that have ended; a worker is named after its machine and its process. */
    async function attempts(
      id = runId,
    ): Promise<{ pid: number; at: string }[]> {
      const events: { data: string; occurred_at: string }[] =
        await next.inspect(tables =>
          tables('events')
            .where({ run_id: id })
            .whereNotNull('target_id')
            .select('data', 'occurred_at'),
        );
      return events.flatMap(({ data, occurred_at }) => {
        const worker: string | undefined = JSON.parse(data).attempt?.worker;
        const pid = Number(worker?.split('-').at(-2));
        return worker ? [{ pid, at: occurred_at }] : [];
      });
    }

    async function migratedAt(name: string): Promise<string> {
      const row: { migration_time: Date } = await next.inspect(tables =>
        tables('knex_migrations').where({ name }).first(),
      );
      return row.migration_time.toISOString();
    }
  });
});

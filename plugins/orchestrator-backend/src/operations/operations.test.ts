import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Knex } from 'knex';
import {
  startOrchestrator,
  type TestOrchestrator,
} from '../__testUtils__/startOrchestrator';
import { Archiver } from '../archive/Archiver';
import { RunHarness } from '../runs/testing/RunHarness';
import { ArtifactStore } from '../store/ArtifactStore';
import { eventually, TestClock, testDatabases } from '../testing';
import { makeRepository } from '../testing/gitRepositories';
import { moduleEntities } from '../testing/moduleEntities';

const databases = testDatabases();

const TOKEN = `ghp_${'a1B2c3D4e5'.repeat(4)}`;
const MANIFEST = `apiVersion: orchestrator/v1
kind: Sweep
metadata: { name: tokens, title: Other tokens }
spec:
  owner: group:default/team-a
  targets: { filter: { kind: component } }
  change:
    title: Other tokens
    commitMessage: 'fix: other tokens'
    steps:
      - replace: { files: [settings.txt], find: old, with: '${TOKEN}' }
  rollout: { canary: { approval: false } }
`;

describe.each(databases.supported)('what callers may do, on %s', kind => {
  let folder: string;
  let orchestrator: TestOrchestrator;
  let database: Knex;
  let store: ArtifactStore;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'orchestrator-operations-'));
    await makeRepository(join(folder, 'repositories'), 'api', {
      'settings.txt': 'token: old\n',
    });
    database = await databases.init(kind);
    store = new ArtifactStore({ database, clock: new TestClock() });
    orchestrator = await startOrchestrator({
      entities: moduleEntities(['api']),
      database: databases.locationOf(database),
      folder,
    });
  });

  afterEach(async () => {
    await orchestrator?.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  async function dryRun(): Promise<string> {
    const { id } = await orchestrator.client.createRun({
      body: { manifest: MANIFEST },
    });
    await orchestrator.until(id, 'readyToStart');
    return id;
  }

  /** Status and message of a refusal. */
  async function refusal(call: Promise<unknown>): Promise<[number, string]> {
    return call.then(
      () => [200, ''],
      error => [
        error.statusCode,
        String(
          error.body?.detail ?? error.body?.error?.message ?? error.message,
        ),
      ],
    );
  }

  it('is decided for each operation on its own', async () => {
    const { client } = orchestrator;
    const runId = await dryRun();
    const params = { runId };

    orchestrator.deny('orchestrator.run.operate');
    expect(await refusal(client.startRun({ params }))).toEqual([
      403,
      expect.stringContaining('orchestrator.run.operate is missing'),
    ]);
    expect(
      await refusal(client.pauseRun({ params, body: { reason: 'x' } })),
    ).toEqual([403, expect.any(String)]);
    const { actions } = await client.getRun({ params });
    expect(actions.start).toEqual({
      allowed: false,
      reason: 'You have no permission to operate this run',
    });

    orchestrator.deny('orchestrator.run.approve');
    const approval = {
      params: { runId, approvalId: 'canary' },
      body: { decision: 'approved' as const, evidenceDigest: 'x' },
    };
    expect(await refusal(client.decideApproval(approval))).toEqual([
      403,
      expect.stringContaining('orchestrator.run.approve is missing'),
    ]);

    orchestrator.deny('orchestrator.run.create');
    expect(
      await refusal(client.createRun({ body: { manifest: MANIFEST } })),
    ).toEqual([403, expect.any(String)]);
    expect(
      await refusal(client.validateManifest({ body: { manifest: MANIFEST } })),
    ).toEqual([403, expect.any(String)]);

    orchestrator.deny('orchestrator.administer');
    expect(await refusal(client.getWork())).toEqual([403, expect.any(String)]);
    expect(await refusal(client.listGivenUp())).toEqual([
      403,
      expect.any(String),
    ]);
    const all = { body: { topic: 'webhook/audit', reason: 'x' } };
    for (const call of [client.sendGivenUpAgain, client.dropGivenUp]) {
      expect(await refusal(call(all))).toEqual([403, expect.any(String)]);
    }
    expect(await refusal(client.getPacing())).toEqual([
      403,
      expect.any(String),
    ]);
  });

  it('says what limits have left, and which code hosts there are', async () => {
    expect(await orchestrator.client.getPacing()).toEqual({
      at: expect.any(String),
      limits: [],
      hosts: [{ host: 'local', writing: 0, waiting: 0 }],
    });
  });

  it('hides from who may not read a run that there is one', async () => {
    const { client } = orchestrator;
    const runId = await dryRun();
    const params = { runId };
    orchestrator.deny('orchestrator.run.read');
    const calls = [
      client.getRun({ params }),
      client.listTargets({ params }),
      client.listEvents({ params }),
      client.listDiffs({ params }),
      client.getReport({ params }),
      client.getReportCsv({ params }),
      client.getTarget({
        params: { runId, targetId: 'component.default.api' },
      }),
      client.startRun({ params }),
    ];
    for (const call of calls) {
      expect(await refusal(call)).toEqual([
        404,
        expect.stringContaining(`There is no run ${runId}`),
      ]);
    }
    expect(await client.listRuns()).toMatchObject({ items: [], totalItems: 0 });
    expect(await client.getInbox()).toMatchObject({ items: [], totalItems: 0 });
  });

  it('shows a diff with its secrets masked, and applies it with them', async () => {
    const { client } = orchestrator;
    const runId = await dryRun();
    const { items } = await client.listDiffs({ params: { runId } });
    const shown = await client.getArtifact({
      params: { runId, digest: items[0].artifact },
    });
    expect(shown).toContain('+token: ***');
    expect(shown).not.toContain(TOKEN);
    const kept = await store.getOfRun(runId, items[0].artifact);
    expect(Buffer.from(kept.content).toString()).toContain(TOKEN);

    await client.startRun({ params: { runId } });
    await orchestrator.until(runId, 'tracking');
    const [target] = (await client.listTargets({ params: { runId } })).items;
    const changeDiff = await client.getLocalChangeDiff({
      params: { changeId: target.change?.id ?? '' },
    });
    expect(changeDiff).toContain('settings.txt');
    expect(changeDiff).not.toContain(TOKEN);
  });

  it('gives no artifact of one run to who asks through another', async () => {
    const { client } = orchestrator;
    const runId = await dryRun();
    const digest = await store.keep('somebody-elses', 'private', 'text/plain');
    expect(
      await refusal(client.getArtifact({ params: { runId, digest } })),
    ).toEqual([404, expect.stringContaining('has no artifact')]);
  });

  it('lets owners of a module decide on its change, and others read and comment', async () => {
    const { client } = orchestrator;
    const runId = await dryRun();
    await client.startRun({ params: { runId } });
    await orchestrator.until(runId, 'tracking');
    const [target] = (await client.listTargets({ params: { runId } })).items;
    const params = { changeId: target.change?.id ?? '' };

    orchestrator.deny('orchestrator.run.operate');
    orchestrator.as('user:default/guest');
    const seen = await client.getLocalChange({ params });
    expect(seen.actions.merge).toEqual({
      allowed: false,
      reason: expect.stringContaining('Only an owner of the module'),
    });
    expect(seen.actions.comment?.allowed).toBe(true);
    expect(await refusal(client.mergeLocalChange({ params }))).toEqual([
      403,
      expect.stringContaining('Only an owner of the module'),
    ]);
    const commented = await client.reviewLocalChange({
      params,
      body: {
        verdict: 'comment',
        text: 'Why?',
        headCommit: seen.change.headCommit,
      },
    });
    expect(commented.conversation.at(-1)).toMatchObject({
      kind: 'comment',
      by: 'user:default/guest',
      text: 'Why?',
    });

    orchestrator.as('user:default/owner', [
      'user:default/owner',
      'group:default/team-a',
    ]);
    await client.mergeLocalChange({ params });
    await orchestrator.until(runId, 'finished');
    expect(
      (await client.getLocalChange({ params })).actions.merge?.allowed,
    ).toBe(false);
  });

  it('shows an archived run as before, and lets only administrators take it out', async () => {
    const { client } = orchestrator;
    const runId = await dryRun();
    const params = { runId };
    await client.cancelRun({ params, body: { reason: 'Enough' } });
    const read = async () => ({
      targets: await client.listTargets({ params }),
      diffs: await client.listDiffs({ params }),
      csv: await client.getReportCsv({ params }),
      source: (await client.getRun({ params })).source,
    });
    const before = await read();
    const { transactional: runs } = new RunHarness(database);
    const archiver = new Archiver({ database, clock: new TestClock(), runs });
    await archiver.seal(runId);
    // It would be told in 2030 by the clock of the backend.
    await database('outbox').where('available_at', '>=', '2030').delete();
    await eventually('its last events are told', () => archiver.pack(runId));

    expect(await read()).toEqual(before);
    const { actions, archivedAt } = await client.getRun({ params });
    expect(archivedAt).toBe('2030-01-01T00:00:00.000Z');
    expect(actions.rollback).toEqual({
      allowed: false,
      reason: expect.stringContaining('The run is archived'),
    });
    expect(
      await refusal(client.rollback({ params, body: { reason: 'x' } })),
    ).toEqual([409, expect.stringContaining('The run is archived')]);

    orchestrator.deny('orchestrator.administer');
    expect(await refusal(client.exportRun({ params }))).toEqual([
      403,
      expect.stringContaining('orchestrator.administer is missing'),
    ]);
    orchestrator.deny();
    const pieces: Uint8Array[] = [];
    for await (const piece of await client.exportRun({ params })) {
      pieces.push(piece);
    }
    async function* file() {
      yield* pieces;
    }
    orchestrator.deny('orchestrator.administer');
    expect(await refusal(client.importRun({ body: file() }))).toEqual([
      403,
      expect.any(String),
    ]);
    orchestrator.deny();
    expect(await refusal(client.importRun({ body: file() }))).toEqual([
      409,
      expect.stringContaining(`There is a run ${runId} already`),
    ]);
    await database('runs').delete();
    await database('archived_runs').delete();
    await database('archived_targets').delete();
    await database('target_counts').delete();
    await database('run_labels').delete();
    await database('run_artifacts').delete();
    expect(await client.importRun({ body: file() })).toMatchObject({
      id: runId,
      status: 'cancelled',
      importedAt: expect.any(String),
    });
    expect(await read()).toEqual(before);
  });

  it('lets owners of a module end the draft of its change, and nobody else', async () => {
    const { client } = orchestrator;
    const { id: runId } = await client.createRun({
      body: {
        manifest: MANIFEST.replace('    steps:', '    draft: true\n    steps:'),
      },
    });
    await orchestrator.until(runId, 'readyToStart');
    await client.startRun({ params: { runId } });
    await orchestrator.until(runId, 'tracking');
    const changeOf = async () =>
      (await client.listTargets({ params: { runId } })).items[0].change;
    expect((await changeOf())?.state).toBe('draft');
    const params = { changeId: (await changeOf())?.id ?? '' };

    orchestrator.deny('orchestrator.run.operate');
    orchestrator.as('user:default/guest');
    expect(
      (await client.getLocalChange({ params })).actions.markReady?.allowed,
    ).toBe(false);
    expect(await refusal(client.markLocalChangeReady({ params }))).toEqual([
      403,
      expect.stringContaining('Only an owner of the module'),
    ]);

    orchestrator.as('user:default/owner', [
      'user:default/owner',
      'group:default/team-a',
    ]);
    const draft = await client.getLocalChange({ params });
    expect(draft.actions).toMatchObject({
      markReady: { allowed: true },
      merge: { allowed: false, reason: 'It is a draft' },
    });
    const ready = await client.markLocalChangeReady({ params });
    expect(ready).toMatchObject({
      change: { state: 'open' },
      actions: {
        markReady: {
          allowed: false,
          reason: 'The change is open, not a draft',
        },
        merge: { allowed: true },
      },
    });
    expect(ready.conversation.at(-1)).toMatchObject({
      kind: 'markedReady',
      by: 'user:default/owner',
    });
    expect((await changeOf())?.state).toBe('open');
  });

  it('says so where a command finds nothing to do', async () => {
    const { client } = orchestrator;
    const runId = await dryRun();
    expect(
      await refusal(client.retryTargets({ params: { runId }, body: {} })),
    ).toEqual([
      409,
      expect.stringContaining('No target of the run is failed or cancelled'),
    ]);
    expect(
      await refusal(
        client.createRun({
          body: {
            manifest: MANIFEST.replace('kind: component', 'kind: domain'),
          },
        }),
      ),
    ).toEqual([400, expect.stringContaining('found no module in the catalog')]);
    expect(
      await client.previewTargets({ body: { manifest: MANIFEST } }),
    ).toMatchObject({
      targets: 1,
      problems: 0,
      owners: [{ owner: 'group:default/team-a', targets: 1 }],
      batches: [
        { name: 'canary', size: 1, targets: ['component.default.api'] },
      ],
    });
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '@backstage/types';
import {
  startOrchestrator,
  type TestOrchestrator,
} from '../__testUtils__/startOrchestrator';
import { eventually, testDatabases } from '../testing';
import { makeRepository } from '../testing/gitRepositories';
import { moduleEntities } from '../testing/moduleEntities';

const databases = testDatabases();
const NAMES = ['api', 'web'];

const MANIFEST = `apiVersion: orchestrator/v1
kind: Sweep
metadata: { name: node-22 }
spec:
  owner: group:default/team-a
  targets: { filter: { kind: component } }
  change:
    title: Node 22
    commitMessage: 'build: node 22'
    steps:
      - replace: { files: [.nvmrc], find: '20', with: '22' }
  rollout: { canary: false }
`;

describe.each(databases.supported)('a paced portal on %s', kind => {
  let folder: string;
  let orchestrator: TestOrchestrator;

  async function start(config: JsonObject): Promise<string> {
    folder = await mkdtemp(join(tmpdir(), 'orchestrator-pacing-'));
    for (const name of NAMES) {
      await makeRepository(join(folder, 'repositories'), name, {
        '.nvmrc': '20\n',
      });
    }
    orchestrator = await startOrchestrator({
      entities: moduleEntities(NAMES),
      database: databases.locationOf(await databases.init(kind)),
      folder,
      config,
    });
    const { client } = orchestrator;
    const { id } = await client.createRun({ body: { manifest: MANIFEST } });
    await orchestrator.until(id, 'readyToStart');
    await client.startRun({ params: { runId: id } });
    return id;
  }

  afterEach(async () => {
    await orchestrator?.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  it('opens changes as fast as its limits let it, and says of the others when their turn is', async () => {
    const runId = await start({ rateLimits: [{ max: 3, per: '1h' }] });
    const { client } = orchestrator;
    const params = { runId };
    await eventually('one waits for its turn', async () => {
      const { waiting, counts } = await client.getRun({ params });
      return (
        counts.open === 1 &&
        waiting.some(({ reason }) => reason.includes('3 per 1h'))
      );
    });
    const { waiting } = await client.getRun({ params });
    expect(waiting).toContainEqual({
      reason: 'for their turn under the limit 3 per 1h (global)',
      targets: 1,
      until: expect.any(String),
    });
    const { items } = await client.listTargets({
      params,
      query: { status: ['applyQueued'] },
    });
    expect(items).toMatchObject([
      { turn: { limit: '3 per 1h (global)' }, attemptsUsed: 0 },
    ]);
    const detail = await client.getTarget({
      params: { runId, targetId: items[0].id },
    });
    expect(detail.turn).toEqual(items[0].turn);
    const wait = Date.parse(detail.turn?.at ?? '') - Date.now();
    expect(wait).toBeGreaterThan(50 * 60_000);
    expect(wait).toBeLessThan(61 * 60_000);
  });

  it('opens nothing in a freeze, until somebody who may overrides it', async () => {
    const runId = await start({
      windows: [
        {
          kind: 'deny',
          timezone: 'Europe/Berlin',
          ranges: [{ from: '2020-01-01T00:00', to: '2090-01-01T00:00' }],
          reason: 'Year end',
        },
      ],
    });
    const { client } = orchestrator;
    const params = { runId };
    expect(await client.getRun({ params })).toMatchObject({
      status: 'running',
      counts: { ready: 2 },
      closedWindow: { opensAt: '2089-12-31T23:00:00.000Z' },
      waiting: [
        {
          reason:
            'for the window to open: Closed by the deny window “Year end”.',
          targets: 2,
          until: '2089-12-31T23:00:00.000Z',
        },
      ],
      actions: { overrideWindow: { allowed: true } },
    });
    const override = () =>
      client.overrideWindow({
        params,
        body: { reason: 'Security fix', expiresAfter: '1h' },
      });
    orchestrator.deny('orchestrator.run.overrideWindow');
    expect((await client.getRun({ params })).actions.overrideWindow).toEqual({
      allowed: false,
      reason: 'You have no permission to override the windows of this run',
    });
    await expect(override()).rejects.toMatchObject({
      body: { status: 403 },
    });
    orchestrator.deny();
    await override();
    const run = await orchestrator.until(runId, 'tracking');
    expect(run.counts).toEqual({ open: 2 });
    expect(run.windowOverride).toMatchObject({
      by: 'user:default/ana',
      reason: 'Security fix',
    });
  });
});

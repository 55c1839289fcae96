import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  startOrchestrator,
  type TestOrchestrator,
} from '../__testUtils__/startOrchestrator';
import { eventually, testDatabases } from '../testing';
import { makeRepository } from '../testing/gitRepositories';
import { moduleEntities } from '../testing/moduleEntities';

const databases = testDatabases();
const NAMES = ['a', 'b', 'c'];
const HOUR_MS = 3_600_000;

/** One change after the other, an hour apart, with an approval where that is asked for. */
const manifest = (
  name: string,
  approval: boolean,
) => `apiVersion: orchestrator/v1
kind: Sweep
metadata: { name: ${name}, title: Other tokens }
spec:
  owner: group:default/team-a
  targets: { filter: { kind: component } }
  change:
    title: Other tokens of ${name}
    commitMessage: 'fix: other tokens'
    steps:
      - replace: { files: [settings.txt], find: old, with: ${name} }
  rollout:
    canary: { min: 1, max: 1, approval: ${approval} }
    batches: { initial: 1, factor: 1, soak: 1h }
`;

describe.each(databases.supported)('turns over the API on %s', kind => {
  let folder: string;
  let portal: TestOrchestrator;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'orchestrator-turns-'));
    for (const name of NAMES) {
      await makeRepository(join(folder, 'repositories'), name, {
        'settings.txt': 'token: old\n',
      });
    }
    portal = await startOrchestrator({
      entities: moduleEntities(NAMES),
      database: databases.locationOf(await databases.init(kind)),
      folder,
    });
  });

  afterAll(async () => {
    await portal?.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  async function started(name: string, approval: boolean): Promise<string> {
    const { id } = await portal.client.createRun({
      body: { manifest: manifest(name, approval) },
    });
    await portal.until(id, 'readyToStart');
    const { items } = await portal.client.listTargets({
      params: { runId: id },
    });
    expect(items.map(({ turn }) => turn)).toEqual(
      NAMES.map(() => ({ waitsFor: 'start' })),
    );
    await portal.client.startRun({ params: { runId: id } });
    return id;
  }

  async function waiting(runId: string) {
    const { items } = await portal.client.listTargets({
      params: { runId },
      query: { status: ['ready'] },
    });
    return items;
  }

  it('wait for somebody who starts the dry run', async () => {
    const { id } = await portal.client.createRun({
      body: { manifest: manifest('dry', false), dryRun: false },
    });
    const { items } = await portal.client.listTargets({
      params: { runId: id },
    });
    expect(items[0].turn).toEqual({ waitsFor: 'dryRun' });
    expect(
      await portal.client.getTarget({
        params: { runId: id, targetId: items[0].id },
      }),
    ).toMatchObject({ turn: { waitsFor: 'dryRun' } });
  });

  it('of later batches are dated by the forecast, on the page of a target and then in the list', async () => {
    const runId = await started('soaks', false);
    await eventually('the canary is open', async () => {
      const { batches } = await portal.client.getRun({ params: { runId } });
      return batches[0].soakUntil !== undefined;
    });
    const [next, last] = await waiting(runId);
    const detail = await portal.client.getTarget({
      params: { runId, targetId: last.id },
    });
    expect(detail.turn).toMatchObject({
      ...{ waitsFor: 'batch', batch: 'batch-2', after: 'batch-1' },
      estimated: true,
    });
    // The soak after the canary, and the one after the batch between.
    const wait = Date.parse(detail.turn?.at ?? '') - Date.now();
    expect(wait).toBeGreaterThan(1.8 * HOUR_MS);
    expect(wait).toBeLessThan(3 * HOUR_MS);
    const { forecast } = await portal.client.getForecast({ params: { runId } });
    expect(detail.turn?.at).toBe(forecast?.batches[1].start.p50);
    const rows = await waiting(runId);
    expect(rows.map(({ turn }) => turn?.at)).toEqual(
      forecast?.batches.map(({ start }) => start.p50),
    );
    expect(rows[0].id).toBe(next.id);
  });

  it('of later batches have no date behind an approval that nobody can date', async () => {
    const runId = await started('approves', true);
    await portal.until(runId, 'awaitingApproval');
    const [next] = await waiting(runId);
    await eventually('the forecast is at hand', async () => {
      const [{ turn }] = await waiting(runId);
      return turn?.approval !== undefined;
    });
    const { turn } = await portal.client.getTarget({
      params: { runId, targetId: next.id },
    });
    expect(turn).toEqual({
      ...{ waitsFor: 'batch', batch: 'batch-1', after: 'canary' },
      approval: 'canary',
    });
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  startOrchestrator,
  type TestOrchestrator,
} from '../__testUtils__/startOrchestrator';
import { testDatabases } from '../testing';
import { makeRepository } from '../testing/gitRepositories';
import { moduleEntities } from '../testing/moduleEntities';

const databases = testDatabases();
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const level = { demands: [], signOffs: 1 };

const SWEEP = `apiVersion: orchestrator/v1
kind: Sweep
metadata: { name: tokens, title: Other tokens }
spec:
  owner: group:default/team-a
  targets: { filter: { kind: component } }
  change:
    title: Other tokens
    commitMessage: 'fix: other tokens'
    steps:
      - replace: { files: [settings.txt], find: old, with: new }
`;

/** A train that departs by itself, once a sweep is done that its gate asks for. */
function train(departure: string): Record<string, never> {
  return {
    apiVersion: 'orchestrator/v1',
    kind: 'Train',
    metadata: { name: 'spring', title: 'Spring' },
    spec: {
      owner: 'group:default/commerce',
      timezone: 'UTC',
      departure,
      depart: 'automatic',
      products: [
        {
          id: 'api',
          entity: 'component:default/api',
          version: '1.0.0',
          criticality: 'low',
          activation: [{ id: 'on', manual: { instructions: 'Turn it on' } }],
          rollback: [{ id: 'off', manual: { instructions: 'Turn it off' } }],
        },
      ],
      gates: [
        {
          id: 'go',
          title: 'Go or no-go',
          criteria: [
            { id: 'modules', scope: 'train', sweep: { name: 'tokens' } },
          ],
        },
      ],
      waves: [{ id: 'all', title: 'Everybody', soak: '2h' }],
    },
  } as never;
}

describe.each(databases.supported)('forecasts over the API on %s', kind => {
  let folder: string;
  let portal: TestOrchestrator;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'orchestrator-forecast-'));
    await makeRepository(join(folder, 'repositories'), 'api', {
      'settings.txt': 'token: old\n',
    });
    portal = await startOrchestrator({
      entities: moduleEntities(['api']),
      database: databases.locationOf(await databases.init(kind)),
      folder,
      config: {
        trains: {
          strictness: {
            critical: level,
            high: level,
            medium: level,
            low: level,
          },
        },
      },
    });
  });

  afterAll(async () => {
    await portal.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  afterEach(() => portal.deny());

  const inOneDay = () => new Date(Date.now() + DAY_MS).toISOString();
  const status = (call: Promise<unknown>) =>
    call.then(
      () => 200,
      error => error.statusCode ?? error.body?.status,
    );

  it('are made of sweeps and trains that are not there yet', async () => {
    const sweep = await portal.client.forecastManifest({
      body: { manifest: SWEEP },
    });
    expect(sweep.targets).toBe(1);
    expect(sweep.forecast.batches).toMatchObject([{ name: 'canary', size: 1 }]);

    const departure = inOneDay();
    const { forecast } = await portal.client.forecastTrain({
      body: { manifest: train(departure) },
    });
    expect(forecast.departure?.planned).toBe(departure);
    expect(forecast.waves).toMatchObject([{ id: 'all', title: 'Everybody' }]);
    const [{ start, end }] = forecast.waves;
    expect(Date.parse(end.p50) - Date.parse(start.p50)).toBeGreaterThan(
      2 * HOUR_MS,
    );
    expect(forecast.limits).toContainEqual({
      limit: 'schedule',
      share: expect.any(Number),
    });
    expect(forecast.basedOn.trains).toBe(0);
  });

  it('are made of what is under way, and a train takes the forecast of its sweep', async () => {
    const { id: runId } = await portal.client.createRun({
      body: { manifest: SWEEP, dryRun: false },
    });
    const { forecast: sweep } = await portal.client.getForecast({
      params: { runId },
    });
    const departure = inOneDay();
    const { id: trainId } = await portal.client.createTrain({
      body: { manifest: train(departure) },
    });
    const { forecast } = await portal.client.getTrainForecast({
      params: { trainId },
    });
    // The reviews of the sweep take longer than the day that is left.
    expect(forecast!.departure!.expected.p90 > sweep!.finish.p50).toBe(true);
    expect(forecast!.departure!.onTimeShare).toBeLessThan(1);
    expect(
      forecast!.limits.find(({ limit }) => limit === 'sweep')?.detail,
    ).toBe('tokens');

    await portal.client.commandTrain({
      params: { trainId },
      body: { command: { type: 'cancel', reason: 'No need' } },
    });
    expect(
      await portal.client.getTrainForecast({ params: { trainId } }),
    ).toEqual({});
  });

  it('are for those who may look, and who may make what they are of', async () => {
    const body = { manifest: train(inOneDay()) };
    const { id: trainId } = await portal.client.createTrain({ body });
    portal.deny('orchestrator.run.create');
    expect(await status(portal.client.forecastTrain({ body }))).toBe(403);
    expect(
      await status(
        portal.client.forecastManifest({ body: { manifest: SWEEP } }),
      ),
    ).toBe(403);
    portal.deny('orchestrator.run.read');
    expect(
      await status(portal.client.getTrainForecast({ params: { trainId } })),
    ).toBe(404);
  });

  it('say what is wrong with a manifest, and that there is no such train', async () => {
    const manifest = { ...train(inOneDay()), spec: {} } as never;
    expect(
      await status(portal.client.forecastTrain({ body: { manifest } })),
    ).toBe(400);
    expect(
      await status(
        portal.client.getTrainForecast({ params: { trainId: 'nowhere' } }),
      ),
    ).toBe(404);
  });
});

import {
  forecastPlanOf,
  forecastRun,
  NO_HISTORY,
  parseManifest,
  type WorkStats,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { TestClock } from '../testing';
import type { OperationTools } from './OperationTools';
import { inputOf } from './sweepForecastInput';

const NOW = '2030-01-01T12:00:00.000Z';

const parsed = parseManifest(`apiVersion: orchestrator/v1
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
  rollout: { maxParallel: 50 }
`);
if (!('manifest' in parsed)) {
  throw new Error(JSON.stringify(parsed.issues));
}
const { manifest } = parsed;

const worker = (patch: Partial<WorkStats['workers'][number]>) => ({
  state: 'alive',
  lanes: ['git', 'train'],
  slots: 4,
  ...patch,
});

function tools(patch: {
  workers?: object[];
  lanes?: object[];
  pacing?: object;
}): OperationTools {
  return {
    clock: new TestClock(NOW),
    workforce: async () => ({
      workers: patch.workers ?? [],
      lanes: patch.lanes ?? [],
    }),
    historyQueries: { history: async () => NO_HISTORY },
    pacing: { rateLimits: [], hosts: {}, windows: [], ...patch.pacing },
  } as unknown as OperationTools;
}

const plan = forecastPlanOf(10);
const workersOf = async (patch: Parameters<typeof tools>[0]) =>
  (await inputOf(tools(patch), manifest, plan, { owners: 1, hosts: {} }))
    .workers;

describe('what the forecast of a sweep rests on', () => {
  it('counts the workers that are there and take sweeps, up to what may run at once', async () => {
    const workers = [
      worker({}),
      worker({ lanes: ['git'] }),
      worker({ lanes: ['train'] }),
      worker({ state: 'silent', slots: 16 }),
      worker({ lanes: [], slots: 0 }),
    ];
    expect(await workersOf({ workers })).toBe(8);
    expect(
      await workersOf({ workers, lanes: [{ lane: 'git', maxConcurrent: 3 }] }),
    ).toBe(3);
  });

  it('goes by the manifest where nobody works yet', async () => {
    expect(await workersOf({})).toBe(50);
    expect(await workersOf({ workers: [worker({ state: 'silent' })] })).toBe(
      50,
    );
  });

  it('keeps to the limits of the portal and of each code host, by its share of the targets', async () => {
    const pacing = {
      rateLimits: [{ scope: 'global', max: 9, per: '1m' }],
      hosts: {
        github: { rateLimits: [{ scope: 'host', max: 80, per: '1m' }] },
        gitlab: { rateLimits: [{ scope: 'host', max: 10, per: '1h' }] },
      },
    };
    const input = await inputOf(tools({ pacing }), manifest, plan, {
      owners: 1,
      hosts: { github: 30, local: 10 },
    });
    expect(input.limits).toEqual([
      { scope: 'host', max: 107, per: '1m' },
      { scope: 'global', max: 9, per: '1m' },
    ]);
  });

  it('opens no change before the windows of the portal are open', async () => {
    const reopens = '2030-01-04T00:00:00.000Z';
    const pacing = {
      windows: [
        {
          kind: 'deny',
          timezone: 'UTC',
          ranges: [{ from: '2029-12-20T00:00:00.000Z', to: reopens }],
        },
      ],
    };
    const input = await inputOf(tools({ pacing }), manifest, plan, {
      owners: 1,
      hosts: {},
    });
    expect(forecastRun(input).rolloutEnd.p50 >= reopens).toBe(true);
  });
});

import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Fleet } from '../../plugins/orchestrator-backend/src/crash/__testUtils__/Fleet';
import type { KillableBackend } from '../../plugins/orchestrator-backend/src/crash/__testUtils__/KillableBackend';
import type { Bench, Measure, Result } from '../measure';
import { moduleEntities } from '../../plugins/orchestrator-backend/src/testing/moduleEntities';
import { makeRepositories } from '../support/repositories';

const REPLICAS = 3;
/** As a check elsewhere takes it: long beside what git costs this machine. A gate runs with the change and without it. */
const WAIT_SECONDS = 3;
const LOOK_MS = 100;

/** What the targets of a sweep do in their dry run. */
interface Kind {
  name: string;
  /** Seconds that the gate of each target waits; without it there is no gate. */
  waits?: number;
}

const KINDS: Kind[] = [
  { name: 'git alone' },
  { name: `a gate that waits ${WAIT_SECONDS} s`, waits: WAIT_SECONDS },
];

/** Targets per second of 1, 2 and 3 real backend processes on one PostgreSQL, which dry-run the same sweep together. */
export const replicas: Measure = {
  name: 'replicas',
  async run(bench) {
    if (!bench.databases.kinds.includes('PostgreSQL')) {
      return [];
    }
    return bench.databases.useEmptyPostgres(connection =>
      scaleOut(bench, connection),
    );
  },
};

async function scaleOut(bench: Bench, connection: string): Promise<Result[]> {
  const { sizes, say } = bench;
  const folder = await mkdtemp(join(bench.folder, 'replicas-'));
  const names = Array.from(
    { length: sizes.replicaTargets },
    (_, index) => `m-${String(index + 1).padStart(3, '0')}`,
  );
  await makeRepositories(join(folder, 'repositories'), names);
  const fleet = await Fleet.create({
    size: REPLICAS,
    folder,
    postgres: { kind: 'PostgreSQL', connection },
    entities: moduleEntities(names, 'platform'),
    workers: { slots: sizes.replicaSlots, graceSeconds: 10 },
  });
  try {
    const speeds = new Map<Kind, number[]>(KINDS.map(kind => [kind, []]));
    for (const [index, replica] of fleet.replicas.entries()) {
      await replica.start();
      // Not counted: a replica that is new has no mirrors yet, and its code is cold.
      await perSecond(fleet.replicas[0], sizes, KINDS[0]);
      for (const kind of KINDS) {
        const speed = await perSecond(fleet.replicas[0], sizes, kind);
        speeds.get(kind)?.push(speed);
        say(`${index + 1} replicas, ${kind.name}: ${speed.toFixed(2)}/s`);
      }
    }
    await fleet.terminate();
    return [...speeds].flatMap(([kind, bySize]) => toLines(kind, bySize));
  } finally {
    await fleet.kill();
  }
}

/** Only what waits can grow with the replicas: they share the cores of one machine here. */
function toLines({ name, waits }: Kind, [one, ...more]: number[]): Result[] {
  return more.map((speed, index) => {
    const count = index + 2;
    return {
      measure: `replicas: ${count} against 1, ${name}`,
      unit: 'targets/s',
      ours: speed,
      baseline: one,
      ratio: speed / one,
      aim:
        waits === undefined
          ? undefined
          : { of: 'ratio', kind: 'atLeast', value: 0.85 * count },
    };
  });
}

let sweeps = 0;

/** Has the fleet dry-run a sweep of all modules, from the call that creates it to the last result. */
async function perSecond(
  replica: KillableBackend,
  sizes: Bench['sizes'],
  { waits }: Kind,
): Promise<number> {
  const api = replica.client('token-of-ana');
  sweeps += 1;
  const manifest = manifestOf(sweeps, REPLICAS * sizes.replicaSlots, waits);
  const startedAt = performance.now();
  const { id: runId } = await api.createRun({ body: { manifest } });
  let run = await api.getRun({ params: { runId } });
  while (['planned', 'dryRunning'].includes(run.status)) {
    await sleep(LOOK_MS);
    run = await api.getRun({ params: { runId } });
  }
  const elapsedMs = performance.now() - startedAt;
  if (run.counts.ready !== sizes.replicaTargets) {
    throw new Error(`The dry run came to ${JSON.stringify(run.counts)}`);
  }
  await api.cancelRun({
    params: { runId },
    body: { reason: 'It has been measured' },
  });
  return (1000 * sizes.replicaTargets) / elapsedMs;
}

function manifestOf(
  number: number,
  maxParallel: number,
  waits: number | undefined,
): string {
  return `apiVersion: orchestrator/v1
kind: Sweep
metadata: { name: replicas-${number}, title: Node 22 everywhere }
spec:
  owner: group:default/platform
  targets:
    filter: { kind: component }
  change:
    title: Run on Node 22
    commitMessage: 'build: run on Node 22'
    steps:
      - replace: { files: [.nvmrc], find: '20', with: '22' }
  parameters: { number: ${number} }
  gates: ${
    waits === undefined
      ? '[]'
      : `[{ id: check, run: { command: [sh, -c, 'sleep ${waits}'], timeout: 1m } }]`
  }
  rollout: { canary: false, maxParallel: ${maxParallel} }
`;
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { RunDetail } from '@backstage-orchestrator/plugin-orchestrator-common';
import { Fleet } from '../../plugins/orchestrator-backend/src/crash/__testUtils__/Fleet';
import { moduleEntities } from '../../plugins/orchestrator-backend/src/testing/moduleEntities';
import { makeRepositories } from '../support/repositories';
import { median } from '../support/statistics';
import { Havoc } from './Havoc';
import { RestartablePostgres } from './RestartablePostgres';
import { countAttempts, findFaults } from './verdict';

const USAGE = `Usage: npm run soak -- [options]
  --minutes <n>   how long replicas are killed and the database is restarted, 10 by default
  --targets <n>   targets of the sweep, 2000 by default
  --replicas <n>  backends on the one PostgreSQL, 3 by default`;

const DATABASE_RESTARTS = 2;
const SLOTS = 4;
const LOOK_MS = 1_000;
/** For what is left to do when nothing is killed any more. */
const FINISH_WITHIN_MS = 60 * 60_000;

interface SoakOptions {
  minutes: number;
  targets: number;
  replicas: number;
}

/**
 * Runs one large sweep on several replicas while they are killed and the database is restarted, and looks at the end
 * whether every target was done exactly once.
 *
 * @returns whether it was
 */
export async function main(args: string[]): Promise<boolean> {
  const { values } = parseArgs({
    args,
    options: {
      minutes: { type: 'string', default: '10' },
      targets: { type: 'string', default: '2000' },
      replicas: { type: 'string', default: '3' },
      help: { type: 'boolean', default: false },
    },
  });
  const options: SoakOptions = {
    minutes: Number(values.minutes),
    targets: Number(values.targets),
    replicas: Number(values.replicas),
  };
  if (values.help || !Object.values(options).every(number => number > 0)) {
    console.log(USAGE);
    return values.help;
  }
  const folder = await mkdtemp(join(tmpdir(), 'orchestrator-soak-'));
  const postgres = await RestartablePostgres.start(`${folder}-postgres`);
  try {
    return await soak(options, folder, postgres);
  } finally {
    await postgres.remove();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function soak(
  { minutes, targets, replicas }: SoakOptions,
  folder: string,
  postgres: RestartablePostgres,
): Promise<boolean> {
  const names = Array.from(
    { length: targets },
    (_, index) => `m-${String(index + 1).padStart(5, '0')}`,
  );
  say(`Making ${targets} repositories`);
  const repositories = join(folder, 'repositories');
  await makeRepositories(repositories, names);
  const fleet = await Fleet.create({
    size: replicas,
    folder,
    postgres: { kind: 'PostgreSQL', connection: postgres.connection },
    entities: moduleEntities(names, 'platform'),
    workers: { slots: SLOTS, graceSeconds: 10 },
  });
  try {
    say(`Starting ${replicas} replicas`);
    await fleet.start();
    const runId = await patiently(fleet, api =>
      api
        .createRun({
          body: { manifest: manifestOf(replicas * SLOTS * 2) },
        })
        .then(({ id }) => id),
    );
    const startMs = Date.now();
    const until = startMs + minutes * 60_000 + FINISH_WITHIN_MS;
    const sweep: Seen = { stage: 'dryRun' };
    const watching = watch({ fleet, runId, targets, until, seen: sweep });
    const havoc = new Havoc(fleet, postgres);
    let havocMs = 0;
    // Half of it each, so that the changes are as much in danger as their dry runs.
    for (const stage of ['dryRun', 'apply'] as const) {
      while (sweep.stage === 'dryRun' && stage === 'apply') {
        await sleep(LOOK_MS);
      }
      say(`Replicas are killed in the ${stage}`);
      havocMs += await havoc.wreak({
        ms: (minutes * 60_000) / 2,
        databaseRestarts: DATABASE_RESTARTS / 2,
        isOver: () => sweep.stage !== stage,
      });
      say('Nothing is killed any more');
      await havoc.calm();
    }
    await watching;
    const totalMs = Date.now() - startMs;
    await outboxIsEmpty(fleet, until);
    await fleet.terminate();
    const { faults, attempts } = await fleet.inspect(async database => ({
      faults: await findFaults({ database, repositories, names, runId }),
      attempts: await countAttempts(database),
    }));
    const { kills, failedStarts, databaseRestarts } = havoc.damage;
    const startsMs = median(havoc.damage.startsMs);
    console.log(
      [
        '',
        `targets                  ${targets}, each in two steps: dry run and change`,
        `replicas                 ${replicas}, with ${SLOTS} slots each`,
        `killed with SIGKILL      ${kills} times in ${seconds(
          havocMs,
        )} s, half of it in the changes`,
        `up again after           ${seconds(startsMs)} s, median`,
        `database restarted       ${databaseRestarts} times`,
        `starts that failed       ${failedStarts}, while the database was down`,
        `all targets done after   ${seconds(totalMs)} s`,
        `attempts with a result   ${attempts.ended}, of which ${attempts.failed} failed and were repeated`,
        `faults                   ${faults.length}`,
        ...faults.map(fault => `  ${fault}`),
      ].join('\n'),
    );
    return faults.length === 0;
  } finally {
    await fleet.kill();
  }
}

/** How far the sweep has been seen to be. */
interface Seen {
  stage: 'dryRun' | 'apply' | 'done';
}

/** Says how the sweep goes on until it is done; as soon as the button is there, whoever started it presses it. */
async function watch(options: {
  fleet: Fleet;
  runId: string;
  targets: number;
  until: number;
  seen: Seen;
}): Promise<void> {
  const { fleet, runId, targets, until, seen } = options;
  const startMs = Date.now();
  let shown = '';
  while (seen.stage !== 'done' && Date.now() < until) {
    const run = await patiently(fleet, api =>
      api.getRun({ params: { runId } }),
    );
    const now = `${run.status} ${JSON.stringify(run.counts)}`;
    if (now !== shown) {
      say(`${seconds(Date.now() - startMs)} s: ${now}`);
      shown = now;
    }
    if (run.status === 'readyToStart') {
      await patiently(fleet, api => api.startRun({ params: { runId } })).catch(
        // Started already: the answer got lost.
        () => {},
      );
    }
    seen.stage = stageOf(run, targets);
    await sleep(LOOK_MS);
  }
}

function stageOf(
  { status, counts }: RunDetail,
  targets: number,
): Seen['stage'] {
  if (status === 'finished' || counts.open === targets) {
    return 'done';
  }
  return ['planned', 'dryRunning', 'readyToStart'].includes(status)
    ? 'dryRun'
    : 'apply';
}

async function outboxIsEmpty(fleet: Fleet, untilMs: number): Promise<void> {
  while (Date.now() < untilMs) {
    const { outbox } = await patiently(fleet, api => api.getWork());
    if (outbox.waiting === 0) {
      return;
    }
    await sleep(LOOK_MS);
  }
}

type Api = ReturnType<Fleet['replicas'][number]['client']>;

/** Asks one replica after the other until one answers: as a person in front of a load balancer. */
async function patiently<T>(
  fleet: Fleet,
  call: (api: Api) => Promise<T>,
): Promise<T> {
  const until = Date.now() + FINISH_WITHIN_MS;
  for (let turn = 0; ; turn += 1) {
    const replica = fleet.replicas[turn % fleet.replicas.length];
    try {
      return await call(replica.client('token-of-ana'));
    } catch (error) {
      // A refusal is an answer; anything else is a replica that dies or starts.
      const status = (error as { statusCode?: number }).statusCode ?? 503;
      if (
        (status >= 400 && status < 500 && status !== 404) ||
        Date.now() > until
      ) {
        throw error;
      }
      await sleep(LOOK_MS / 4);
    }
  }
}

function manifestOf(maxParallel: number): string {
  return `apiVersion: orchestrator/v1
kind: Sweep
metadata: { name: soak, title: Node 22 everywhere }
spec:
  owner: group:default/platform
  targets:
    filter: { kind: component }
  change:
    title: Run on Node 22
    commitMessage: 'build: run on Node 22'
    steps:
      - replace: { files: [.nvmrc], find: '20', with: '22' }
  rollout:
    canary: false
    maxParallel: ${maxParallel}
    failureLimit: { percent: 60 }
    retry: { initialInterval: 1s, maxInterval: 5s, maxRetries: 20 }
`;
}

function seconds(ms: number): number {
  return Math.round(ms / 1000);
}

function say(line: string): void {
  console.error(line);
}

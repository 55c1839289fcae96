import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  SYSTEM_ACTOR,
  type RunState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import type { Request } from '../../plugins/orchestrator-backend/src/runs/RunService';
import { readRun } from '../../plugins/orchestrator-backend/src/store/reads';
import type { Bench, Measure } from '../measure';
import { describeTargets, sweepManifest } from '../support/NoopRuns';
import { plainLoop } from '../support/plainLoop';
import { branchesOf, makeRepositories } from '../support/repositories';
import { startOrchestrator } from '../support/startOrchestrator';
import { median, timed } from '../support/statistics';

const POLL_MS = 25;
const US: Request = { actor: SYSTEM_ACTOR, requestId: 'bench' };

interface Round {
  dryRun: number;
  apply: number;
  plain: number;
}

/**
 * A sweep of small local repositories, against a plain loop that does the same clone, edit, commit and push.
 *
 * @remarks The plain loop has no dry run, and nobody does a sweep without one: so both figures are given.
 */
export const sweep: Measure = {
  name: 'sweep',
  async run(bench) {
    const { sizes, folder } = bench;
    const rounds: Round[] = [];
    for (let index = 0; index < sizes.rounds; index += 1) {
      const place = join(folder, `sweep-${index}`);
      const swapped = index % 2 === 1;
      const plainFirst = swapped ? await plain(bench, place) : undefined;
      const ours = await sweepOnce(bench, place);
      rounds.push({
        ...ours,
        plain: plainFirst ?? (await plain(bench, place)),
      });
      await rm(place, { recursive: true });
    }
    const what = `sweep of ${sizes.repositories}, ${sizes.parallel} at once`;
    return [
      result(`${what}: apply alone`, rounds, round => round.apply),
      result(
        `${what}: dry run and apply`,
        rounds,
        round => round.dryRun + round.apply,
      ),
    ];
  },
};

function result(
  measure: string,
  rounds: Round[],
  figure: (round: Round) => number,
) {
  return {
    measure,
    unit: 's',
    ours: median(rounds.map(figure)) / 1000,
    baseline: median(rounds.map(({ plain: ms }) => ms)) / 1000,
    ratio: median(rounds.map(round => figure(round) / round.plain)),
    aim: { of: 'ratio', kind: 'atMost', value: 1.25 } as const,
  };
}

async function plain({ sizes }: Bench, place: string): Promise<number> {
  const repositories = join(place, 'plain', 'repositories');
  const names = namesOf(sizes.repositories);
  await makeRepositories(repositories, names);
  return timed(() =>
    plainLoop({
      repositories,
      names,
      work: join(place, 'plain', 'work'),
      parallel: sizes.parallel,
    }),
  );
}

async function sweepOnce(
  { databases, sizes }: Bench,
  place: string,
): Promise<Omit<Round, 'plain'>> {
  const folder = join(place, 'ours');
  const repositories = join(folder, 'repositories');
  const names = namesOf(sizes.repositories);
  await makeRepositories(repositories, names);
  return databases.use('SQLite', async database => {
    const orchestrator = await startOrchestrator({
      database,
      repositories,
      folder,
      slots: sizes.parallel,
    });
    const { sweeps } = orchestrator.runs;
    try {
      let runId = '';
      const dryRun = await timed(async () => {
        runId = await sweeps.create({
          ...US,
          manifest: sweepManifest({
            maxParallel: sizes.parallel,
            batches: { initial: names.length, max: names.length },
          }),
          dryRun: true,
          targets: describeTargets(names.length),
        });
        await until(database, runId, 'readyToStart');
      });
      const apply = await timed(async () => {
        await sweeps.start(runId, US.actor.ref, US);
        await until(database, runId, 'tracking');
      });
      await mustHaveBranches(repositories, names, runId);
      return { dryRun, apply };
    } finally {
      await orchestrator.stop();
    }
  });
}

function namesOf(count: number): string[] {
  return describeTargets(count).map(({ title }) => title);
}

async function until(
  database: Knex,
  runId: string,
  status: RunState['status'],
): Promise<void> {
  for (;;) {
    const run = await readRun(database, runId);
    if (run?.status === status) {
      return;
    }
    if (run?.status === 'paused' || run?.status === 'finished') {
      throw new Error(`The run is ${run.status}: ${run.pause?.reason ?? ''}`);
    }
    await sleep(POLL_MS);
  }
}

/** A figure for work that was not done would be worth nothing. */
async function mustHaveBranches(
  repositories: string,
  names: readonly string[],
  runId: string,
): Promise<void> {
  for (const name of names) {
    const path = join(repositories, `${name}.git`);
    const branches = await branchesOf(path, `orchestrator/${runId}/`);
    if (branches.length !== 1) {
      throw new Error(`${name} has ${branches.length} branches of the sweep`);
    }
  }
}

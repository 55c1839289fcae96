import { join } from 'node:path';
import type { Knex } from 'knex';
import { rebuildReadTables } from '../../plugins/orchestrator-backend/src/store/rebuild';
import { git } from '../../plugins/orchestrator-backend/src/testing/gitRepositories';

/** What is wrong, a sentence each; none is what we want. */
export type Faults = string[];

/** Looks whether each target has come to its end exactly once: in git, in the events, and in what is left over. */
export async function findFaults(options: {
  database: Knex;
  repositories: string;
  names: string[];
  runId: string;
}): Promise<Faults> {
  const { database, repositories, names, runId } = options;
  const faults: Faults = [];
  const say = (holds: boolean, fault: string) => holds || faults.push(fault);

  const states: { status: string; targets: string }[] = await database(
    'targets',
  )
    .where({ run_id: runId })
    .groupBy('status')
    .select('status')
    .count({ targets: '*' });
  say(
    states.length === 1 &&
      states[0].status === 'open' &&
      Number(states[0].targets) === names.length,
    `the targets are ${JSON.stringify(states)}`,
  );
  for (const name of names) {
    const path = join(repositories, `${name}.git`);
    const branches = await git(
      path,
      ...['for-each-ref', '--format=%(refname:short)', 'refs/heads/'],
    );
    const commits = await git(
      path,
      ...['log', '--all', '--format=%H', '--grep=^Orchestrator-Change: '],
    );
    say(
      branches.split('\n').length === 2 && commits.split('\n').length === 1,
      `${name} has the branches ${branches} and the commits ${commits}`,
    );
  }
  const changes: object[] = await database('local_changes')
    .groupBy('repository')
    .havingRaw('count(*) <> 1')
    .select('repository');
  say(changes.length === 0, `several changes: ${JSON.stringify(changes)}`);
  const opened: object[] = await database('events')
    .where({ type: 'change.opened' })
    .groupBy('target_id')
    .havingRaw('count(*) <> 1')
    .select('target_id');
  const [{ changed }] = await database('events')
    .where({ type: 'change.opened' })
    .countDistinct<{ changed: string }[]>({ changed: 'target_id' });
  say(
    Number(changed) === names.length,
    `${changed} targets had their change opened`,
  );
  say(opened.length === 0, `opened again: ${JSON.stringify(opened)}`);
  const gaps: object[] = await database('events')
    .groupBy('stream')
    .havingRaw('min(version) <> 1 or max(version) <> count(*)')
    .select('stream');
  say(gaps.length === 0, `streams with gaps: ${JSON.stringify(gaps)}`);
  const { differences } = await rebuildReadTables(database, { write: false });
  say(
    differences.length === 0,
    `the read tables differ from the events: ${JSON.stringify(differences)}`,
  );
  for (const table of ['orchestrator_work.job', 'outbox']) {
    const [{ rows }] = await database(table).count<{ rows: string }[]>({
      rows: '*',
    });
    say(Number(rows) === 0, `${rows} rows are left in ${table}`);
  }
  return faults;
}

/** How often it was tried. */
export async function countAttempts(
  database: Knex,
): Promise<{ ended: number; failed: number }> {
  const [row] = await database('events')
    .whereNotNull('target_id')
    .andWhere('data', 'like', '%"attempt":{%')
    .select(
      database.raw('count(*) as ended'),
      database.raw(
        `sum(case when type = 'target.attemptFailed' then 1 else 0 end) as failed`,
      ),
    );
  return { ended: Number(row.ended), failed: Number(row.failed ?? 0) };
}

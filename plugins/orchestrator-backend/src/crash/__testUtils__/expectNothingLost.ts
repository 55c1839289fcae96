import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { SweepReport } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { isSqlite } from '../../store/openDatabase';
import { rebuildReadTables } from '../../store/rebuild';
import type { KillableBackend } from './KillableBackend';
import type { SeenRepository } from './sweepToKill';

/** The report of a target, and git, say the same: one change of the run, merged, reverted or withdrawn as reported. */
export async function expectGitToAgree(
  report: SweepReport,
  repositories: SeenRepository[],
): Promise<void> {
  expect(report.targets.map(target => target.title).sort()).toEqual(
    repositories.map(repository => repository.name).sort(),
  );
  for (const repository of repositories) {
    const row = report.targets.find(target => target.title === repository.name);
    const seen = {
      name: repository.name,
      sound: await repository.isSound(),
      changes: (await repository.commits('Orchestrator-Change: ')).length,
      reverts: (await repository.commits('Orchestrator-Revert: ')).length,
      merges: await repository.merges(),
      changed: await repository.isChanged(),
    };
    const common = { name: repository.name, sound: true };
    switch (row?.outcome) {
      case 'merged':
        expect(seen).toEqual({
          ...common,
          changes: 1,
          reverts: 0,
          merges: [row.change?.mergeCommit],
          changed: true,
        });
        expect(await repository.main()).toBe(row.change?.mergeCommit);
        break;
      case 'reverted':
        expect(seen).toEqual({
          ...common,
          changes: 1,
          reverts: 1,
          merges: [await repository.main(), row.change?.mergeCommit],
          changed: false,
        });
        expect(row.revert?.state).toBe('merged');
        break;
      case 'withdrawn':
        expect(seen).toEqual({
          ...common,
          changes: 1,
          reverts: 0,
          merges: [],
          changed: false,
        });
        expect(await repository.branches()).toEqual([]);
        break;
      default:
        expect(seen).toMatchObject({
          ...common,
          changes: 0,
          reverts: 0,
          merges: [],
        });
        expect(await repository.branches()).toEqual([]);
    }
  }
}

/** The database of a backend that has ended is whole, and nothing of its work is left lying about. */
export async function expectWholeDatabase(
  backend: KillableBackend,
): Promise<void> {
  await backend.inspect(async database => {
    expect(
      (await rebuildReadTables(database, { write: false })).differences,
    ).toEqual([]);
    expect(await gapsOf(database)).toEqual([]);
    const branches: { changes: number | string }[] = await database(
      'local_changes',
    )
      .groupBy('repository', 'branch')
      .select('repository', 'branch')
      .count({ changes: '*' });
    expect(branches.filter(({ changes }) => Number(changes) !== 1)).toEqual([]);
    const records: string[] = await database('local_changes').pluck('change');
    expect(
      records.filter(record => /"(untold|merging)":/.test(record)),
    ).toEqual([]);
    const queue = isSqlite(database) ? 'work_items' : 'orchestrator_work.job';
    for (const table of [queue, 'outbox', 'timers']) {
      expect({ table, rows: await database(table) }).toEqual({
        table,
        rows: [],
      });
    }
  });
  expect(await readdir(join(backend.workFolder, 'worktrees'))).toEqual([]);
}

/** Streams whose versions don't run from 1 to the number of their events. */
async function gapsOf(database: Knex): Promise<object[]> {
  const streams: {
    stream: string;
    first: number;
    last: number;
    /** PostgreSQL gives counts as text. */
    events: number | string;
  }[] = await database('events')
    .groupBy('stream')
    .select('stream')
    .min({ first: 'version' })
    .max({ last: 'version' })
    .count({ events: '*' });
  return streams.filter(
    ({ first, last, events }) => first !== 1 || last !== Number(events),
  );
}

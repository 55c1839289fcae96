import {
  buildReport,
  reportCsv,
  reportMarkdown,
  type TargetState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { EventQueries } from '../../queries/EventQueries';
import type { Page } from '../../queries/page';
import { toRunSummary } from '../../queries/present';
import { RunQueries } from '../../queries/RunQueries';
import { TargetQueries } from '../../queries/TargetQueries';
import { ArchivedRuns } from '../ArchivedRuns';
import { archiveReaders } from '../ArchiveReaders';

/** Readers as the API has them. */
export function readersOf(database: Knex) {
  return archiveReaders(new ArchivedRuns(database), {
    runs: new RunQueries(database),
    targets: new TargetQueries(database),
    events: new EventQueries(database),
  });
}

/** All that the pages show of a run, in every way in which they can ask; pages are small, so that there are many. */
export async function readEverything(database: Knex, runId: string) {
  const { runs, targets, events } = readersOf(database);
  const run = await runs.state(runId);
  const states: TargetState[] = [];
  for await (const chunk of targets.all(runId)) {
    states.push(...chunk);
  }
  const counts = (await runs.counts([runId])).get(runId) ?? {};
  const report = buildReport(
    { ...toRunSummary(run, counts), batches: run.batches },
    states,
    '2031-01-01T00:00:00.000Z',
  );
  const list = (filter: Parameters<typeof targets.list>[1]) =>
    allPages(cursor => targets.list(runId, filter, { cursor, limit: 5 }));
  return {
    run,
    counts,
    states,
    csv: reportCsv(report),
    markdown: reportMarkdown(report),
    manifest: [run.manifest, await events.source(runId)],
    batchCounts: [...(await runs.batchCounts(runId))].sort(),
    lists: [
      await list({}),
      await list({ status: ['failed', 'reverted'] }),
      await list({ owner: ['group:default/team-1'] }),
      await list({ batch: 0 }),
      await list({ failure: ['stepFailed'] }),
      await list({ q: 'M-0007' }),
    ],
    one: await targets.state(runId, states[0].id),
    diffs: await allPages(cursor => targets.diffs(run, { cursor, limit: 1 })),
    events: await allPages(cursor =>
      events.list(runId, { order: 'asc' }, { cursor, limit: 50 }),
    ),
    newest: await events.list(runId, { order: 'desc' }, { limit: 3 }),
    someEvents: await events.list(
      runId,
      { order: 'asc', targetId: states[0].id, type: ['target.queued'] },
      { limit: 50 },
    ),
  };
}

async function allPages<T>(
  page: (cursor: string | undefined) => Promise<Page<T>>,
): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const next = await page(cursor);
    items.push(...next.items);
    cursor = next.nextCursor;
  } while (cursor !== undefined);
  return items;
}

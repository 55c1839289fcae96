import { NotFoundError } from '@backstage/errors';
import {
  planRollout,
  type DiffGroup,
  type RunEventRecord,
  type TargetCounts,
  type TargetFacets,
  type TargetState,
  type TargetSummary,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import {
  sourceOf,
  type EventFilter,
  type EventQueries,
} from '../queries/EventQueries';
import { decodeCursor, pageOf, type Page } from '../queries/page';
import { toTargetSummary } from '../queries/present';
import type { RunQueries } from '../queries/RunQueries';
import {
  toDiffGroup,
  type TargetFilter,
  type TargetQueries,
} from '../queries/TargetQueries';
import { sortKeyOf } from '../store/projections';
import { countRows } from '../store/readTables';
import { countsOf } from '../store/reads';
import type { ArchivedRun, ArchivedRuns, ArchivedSweep } from './ArchivedRuns';

type Paging = { cursor?: string; limit: number };

/** What can be asked of the targets of runs, archived or not. */
export type TargetReader = Pick<
  TargetQueries,
  | 'list'
  | 'state'
  | 'ids'
  | 'all'
  | 'diffs'
  | 'facets'
  | 'plannedBatches'
  | 'ownerCount'
  | 'hostCounts'
  | 'dryRunsBefore'
>;
/** What can be asked of the events of runs, archived or not. */
export type EventReader = Pick<EventQueries, 'list' | 'source'>;
/** What can be asked of runs, archived or not. */
export type RunReader = Pick<
  RunQueries,
  'list' | 'state' | 'newest' | 'summary' | 'counts' | 'batchCounts'
>;

/** Readers that take a run from where it is: the read tables, or the archive. They answer alike. */
export function archiveReaders(
  archive: Pick<ArchivedRuns, 'find'>,
  live: { runs: RunReader; targets: TargetReader; events: EventReader },
): { runs: RunReader; targets: TargetReader; events: EventReader } {
  const { runs, targets, events } = live;
  const sweepOf = async (runId: string) => (await archive.find(runId))?.sweep;
  return {
    runs: {
      // What lists show is in the tables for every run.
      list: (filter, paging) => runs.list(filter, paging),
      state: id => runs.state(id),
      newest: name => runs.newest(name),
      summary: id => runs.summary(id),
      counts: ids => runs.counts(ids),
      batchCounts: async runId => {
        const history = await sweepOf(runId);
        return history ? batchCounts(history) : runs.batchCounts(runId);
      },
    },
    targets: {
      // What is still to come does not come for a run in the archive.
      plannedBatches: run => targets.plannedBatches(run),
      ownerCount: runId => targets.ownerCount(runId),
      hostCounts: runId => targets.hostCounts(runId),
      dryRunsBefore: (...ids) => targets.dryRunsBefore(...ids),
      facets: async runId => {
        const history = await sweepOf(runId);
        return history ? facetsOf(history) : targets.facets(runId);
      },
      list: async (runId, filter, paging) => {
        const history = await sweepOf(runId);
        return history
          ? listTargets(history, filter, paging)
          : targets.list(runId, filter, paging);
      },
      state: async (runId, id) => {
        const history = await sweepOf(runId);
        return history ? targetOf(history, id) : targets.state(runId, id);
      },
      // Commands ask for ids; there are none for a run that takes no command.
      ids: (runId, statuses, limit) => targets.ids(runId, statuses, limit),
      async *all(runId) {
        const history = await sweepOf(runId);
        if (history) {
          yield history.targets;
        } else {
          yield* targets.all(runId);
        }
      },
      diffs: async (run, paging) => {
        const history = await sweepOf(run.id);
        return history
          ? listDiffs(history, paging)
          : targets.diffs(run, paging);
      },
    },
    events: {
      source: async runId => {
        const history = await archive.find(runId);
        return history ? sourceOf(history.events[0]) : events.source(runId);
      },
      list: async (runId, filter, paging) => {
        const history = await archive.find(runId);
        return history
          ? listEvents(history, filter, paging)
          : events.list(runId, filter, paging);
      },
    },
  };
}

function batchCounts({
  run,
  targets,
}: ArchivedSweep): Map<number, TargetCounts> {
  const rows = countRows(run.id, targets).filter(row => row.batch >= 0);
  return new Map(rows.map(({ batch }) => [batch, countsOf(rows, batch)]));
}

function targetOf({ run, targets }: ArchivedSweep, id: string): TargetState {
  const target = targets.find(candidate => candidate.id === id);
  if (!target) {
    throw new NotFoundError(`Run ${run.id} has no target ${id}`);
  }
  return target;
}

function listTargets(
  { targets }: ArchivedSweep,
  filter: TargetFilter,
  { cursor, limit }: Paging,
): Page<TargetSummary> {
  return pageAt(
    targets.filter(target => fits(target, filter)),
    { cursor, limit },
    toTargetSummary,
  );
}

function facetsOf({ targets }: ArchivedSweep): TargetFacets {
  const countBy = (valueOf: (target: TargetState) => string | undefined) => {
    const counts = new Map<string, number>();
    for (const value of targets.map(valueOf)) {
      if (value !== undefined) {
        counts.set(value, (counts.get(value) ?? 0) + 1);
      }
    }
    return [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  };
  return {
    owners: countBy(({ owner }) => owner).map(([owner, count]) => ({
      owner,
      targets: count,
    })),
    failures: countBy(({ failure }) => failure?.code).map(([code, count]) => ({
      code,
      targets: count,
    })),
  };
}

function fits(target: TargetState, filter: TargetFilter): boolean {
  const q = filter.q?.toLowerCase() ?? '';
  return (
    (filter.status?.includes(target.status) ?? true) &&
    (filter.owner?.includes(target.owner ?? '') ?? true) &&
    (filter.batch === undefined || filter.batch === target.batch) &&
    (filter.failure?.includes(target.failure?.code ?? '') ?? true) &&
    [target.title, target.entityRef].some(text =>
      text.toLowerCase().includes(q),
    )
  );
}

function listEvents(
  { events }: ArchivedRun,
  filter: EventFilter,
  paging: Paging,
): Page<RunEventRecord> {
  const matching = events.filter(
    ({ targetId, type }) =>
      (filter.targetId === undefined || filter.targetId === targetId) &&
      (filter.type?.includes(type) ?? true),
  );
  return pageAt(
    filter.order === 'asc' ? matching : matching.reverse(),
    paging,
    event => event as RunEventRecord,
  );
}

function listDiffs(
  { run, targets }: ArchivedSweep,
  paging: Paging,
): Page<DiffGroup> {
  const planned =
    run.batches.length > 0
      ? []
      : planRollout(
          run.manifest,
          targets.filter(({ status }) => status === 'ready'),
        ).places;
  const places = new Map(planned.map(place => [place.id, place]));
  const inOrder = targets
    .map(target => ({ target, place: places.get(target.id) ?? target }))
    .sort((a, b) => sortKeyOf(a.place) - sortKeyOf(b.place));
  const byPatch = new Map<string, typeof inOrder>();
  for (const placed of inOrder) {
    const patchId = placed.target.diff?.patchId;
    if (patchId !== undefined) {
      byPatch.set(patchId, [...(byPatch.get(patchId) ?? []), placed]);
    }
  }
  const groups = [...byPatch].sort(
    ([aPatch, a], [bPatch, b]) =>
      sortKeyOf(a[0].place) - sortKeyOf(b[0].place) ||
      b.length - a.length ||
      (aPatch < bPatch ? -1 : 1),
  );
  const hasCanary = run.manifest.spec.rollout.canary !== false;
  return pageAt(groups, paging, ([patchId, members]) =>
    toDiffGroup(
      patchId,
      members[0].target.diff,
      members.map(({ target, place }) => ({ ...target, place })),
      hasCanary,
    ),
  );
}

/** A page of a list that does not change any more: its cursor is a number of items. */
function pageAt<TItem, T>(
  items: TItem[],
  { cursor, limit }: Paging,
  present: (item: TItem) => T,
): Page<T> {
  const from = Number(decodeCursor(cursor, 1)?.[0] ?? 0);
  return pageOf(
    items.slice(from, from + limit + 1),
    limit,
    items.length,
    present,
    () => [from + limit],
  );
}

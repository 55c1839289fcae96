import { useApi } from '@backstage/core-plugin-api';
import type {
  DeadLetter,
  DeadLetterGroup,
  DiffGroup,
  GivenUpMessage,
  LocalChange,
  OrchestratorApi,
  PacingState,
  RolloutPreview,
  RouteInput,
  Routes,
  RunDetail,
  RunEventRecord,
  RunSummary,
  SweepReport,
  TargetDetail,
  TargetFacets,
  TargetSummary,
  TrainDeadLetter,
  WorkStats,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { orchestratorApiRef } from '../api';
import { usePages, type Pages } from './usePages';
import { useQuery, type Query } from './useQuery';

/** Filters of the list of runs. */
export type RunFilters = Omit<
  NonNullable<RouteInput<Routes['listRuns']>['query']>,
  'cursor' | 'limit'
>;
/** Filters of a run's targets. */
export type TargetFilters = Omit<
  NonNullable<RouteInput<Routes['listTargets']>['query']>,
  'cursor' | 'limit'
>;

/** Filters of the list of dead letters. */
export type DeadLetterFilters = Omit<
  NonNullable<RouteInput<Routes['listDeadLetters']>['query']>,
  'cursor' | 'limit'
>;

/** Rows of a page of targets: 5,000 rows take 20 calls when someone drags the scroll bar to the end. */
export const TARGETS_PER_PAGE = 250;
/** Rows of a page of events. */
export const EVENTS_PER_PAGE = 50;
/** Rows of a page of runs. */
export const RUNS_PER_PAGE = 50;
const DIFFS_PER_PAGE = 20;
const DEAD_LETTERS_PER_PAGE = 50;

/** A run with what may be done to it now. */
export function useRun(runId: string): Query<RunDetail> {
  const api = useApi(orchestratorApiRef);
  return useQuery({
    key: runId,
    runId,
    load: signal => api.getRun({ params: { runId } }, { signal }),
  });
}

/** Runs, newest first. */
export function useRuns(
  filters: RunFilters,
  limit = RUNS_PER_PAGE,
): Pages<RunSummary> {
  const api = useApi(orchestratorApiRef);
  return usePages({
    key: JSON.stringify([filters, limit]),
    load: (cursor, signal) =>
      api.listRuns({ query: { ...filters, cursor, limit } }, { signal }),
    idOf: run => run.id,
  });
}

/** Targets of a run, in the order of the rollout. */
export function useTargets(
  runId: string,
  filters: TargetFilters,
  limit = TARGETS_PER_PAGE,
): Pages<TargetSummary> {
  const api = useApi(orchestratorApiRef);
  return usePages({
    key: JSON.stringify([runId, filters, limit]),
    runId,
    load: (cursor, signal) =>
      api.listTargets(
        { params: { runId }, query: { ...filters, cursor, limit } },
        { signal },
      ),
    idOf: target => target.id,
  });
}

/** What the targets of a run can be filtered by. */
export function useTargetFacets(runId: string): Query<TargetFacets> {
  const api = useApi(orchestratorApiRef);
  return useQuery({
    key: runId,
    runId,
    load: signal => api.getTargetFacets({ params: { runId } }, { signal }),
  });
}

/** The batches that a start would make now; not asked for where there are batches already. */
export function useRolloutPlan(
  runId: string,
  enabled: boolean,
): Query<RolloutPreview> {
  const api = useApi(orchestratorApiRef);
  return useQuery({
    key: runId,
    runId,
    enabled,
    load: signal => api.getRolloutPlan({ params: { runId } }, { signal }),
  });
}

/** A target with its attempts and gates. */
export function useTarget(
  runId: string,
  targetId: string,
): Query<TargetDetail> {
  const api = useApi(orchestratorApiRef);
  return useQuery({
    key: JSON.stringify([runId, targetId]),
    runId,
    load: signal => api.getTarget({ params: { runId, targetId } }, { signal }),
  });
}

/** Events of a run or of one of its targets, newest first. */
export function useEvents(
  runId: string,
  filters: { targetId?: string; type?: string[] },
): Pages<RunEventRecord> {
  const api = useApi(orchestratorApiRef);
  return usePages({
    key: JSON.stringify([runId, filters]),
    runId,
    load: (cursor, signal) =>
      api.listEvents(
        {
          params: { runId },
          query: { ...filters, order: 'desc', cursor, limit: EVENTS_PER_PAGE },
        },
        { signal },
      ),
    idOf: event => String(event.position),
  });
}

/** Diffs of a run, identical ones as one. */
export function useDiffs(runId: string): Pages<DiffGroup> {
  const api = useApi(orchestratorApiRef);
  return usePages({
    key: runId,
    runId,
    load: (cursor, signal) =>
      api.listDiffs(
        { params: { runId }, query: { cursor, limit: DIFFS_PER_PAGE } },
        { signal },
      ),
    idOf: group => `${group.patchId}:${group.artifact}`,
  });
}

/** A kept text: a diff, a log, an output. It never changes, so it is asked for once. */
export function useArtifact(
  runId: string,
  digest: string | undefined,
): Query<string> {
  const api = useApi(orchestratorApiRef);
  return useQuery({
    key: JSON.stringify([runId, digest]),
    live: false,
    enabled: digest !== undefined,
    load: signal =>
      api.getArtifact({ params: { runId, digest: digest ?? '' } }, { signal }),
  });
}

/** The report of a run, as far as it is. */
export function useReport(runId: string): Query<SweepReport> {
  const api = useApi(orchestratorApiRef);
  return useQuery({
    key: runId,
    runId,
    load: signal => api.getReport({ params: { runId } }, { signal }),
    // It is made anew for each answer, and says how long the run has taken so far.
    newsOf: ({ run, targets }) => [run, targets],
  });
}

/** What happens to an entity. */
export type EntitySummary = Awaited<
  ReturnType<OrchestratorApi['getEntitySummary']>
>;

/** {@inheritDoc EntitySummary} */
export function useEntitySummary(
  ref: { kind: string; namespace: string; name: string },
  limit = 20,
): Query<EntitySummary> {
  const api = useApi(orchestratorApiRef);
  return useQuery({
    key: JSON.stringify([ref, limit]),
    load: signal =>
      api.getEntitySummary({ params: ref, query: { limit } }, { signal }),
  });
}

/** A change on the local code host. */
export function useLocalChange(changeId: string): Query<LocalChange> {
  const api = useApi(orchestratorApiRef);
  return useQuery({
    key: changeId,
    load: signal => api.getLocalChange({ params: { changeId } }, { signal }),
  });
}

/** Diff of a change on the local code host; another head commit is another diff. */
export function useLocalChangeDiff(
  changeId: string,
  headCommit: string | undefined,
): Query<string> {
  const api = useApi(orchestratorApiRef);
  return useQuery({
    key: JSON.stringify([changeId, headCommit]),
    live: false,
    enabled: headCommit !== undefined,
    keepPrevious: true,
    load: signal =>
      api.getLocalChangeDiff({ params: { changeId } }, { signal }),
  });
}

/** Workers and queues. */
export function useWork(): Query<WorkStats> {
  const api = useApi(orchestratorApiRef);
  return useQuery({ key: 'work', load: signal => api.getWork({}, { signal }) });
}

/** Rate limits with what is left of them, and code hosts. */
export function usePacing(): Query<PacingState> {
  const api = useApi(orchestratorApiRef);
  return useQuery({
    key: 'pacing',
    load: signal => api.getPacing({}, { signal }),
  });
}

/** Targets that failed for good, of all runs, newest first. */
export function useDeadLetters(filters: DeadLetterFilters): Pages<DeadLetter> {
  const api = useApi(orchestratorApiRef);
  return usePages({
    key: JSON.stringify(['deadLetters', filters]),
    load: (cursor, signal) =>
      api.listDeadLetters(
        { query: { ...filters, cursor, limit: DEAD_LETTERS_PER_PAGE } },
        { signal },
      ),
    idOf: deadLetterKey,
  });
}

/** Steps and messages of trains that failed for good, newest first. */
export function useTrainDeadLetters(): Query<{
  items: TrainDeadLetter[];
  totalItems: number;
}> {
  const api = useApi(orchestratorApiRef);
  return useQuery({
    key: 'trainDeadLetters',
    load: signal => api.listTrainDeadLetters({}, { signal }),
  });
}

/** Messages to the outside that nobody has taken in time, newest first. */
export function useGivenUp(): Query<{
  items: GivenUpMessage[];
  totalItems: number;
}> {
  const api = useApi(orchestratorApiRef);
  return useQuery({
    key: 'givenUp',
    load: signal => api.listGivenUp({}, { signal }),
  });
}

/** Names a dead letter of a train. */
export function trainDeadLetterKey(letter: TrainDeadLetter): string {
  const { trainId, kind, id, product, wave } = letter;
  return JSON.stringify([trainId, kind, id, product?.id, wave?.id]);
}

/** Names a dead letter: ids of targets are unique in their run alone. */
export function deadLetterKey({ target }: DeadLetter): string {
  return JSON.stringify([target.runId, target.id]);
}

/** By what all dead letters failed, most frequent first. */
export function useDeadLetterGroups(): Query<DeadLetterGroup[]> {
  const api = useApi(orchestratorApiRef);
  return useQuery({
    key: 'deadLetterGroups',
    load: async signal =>
      (await api.listDeadLetters({ query: { limit: 1 } }, { signal })).groups,
  });
}

import { useApi } from '@backstage/core-plugin-api';
import type {
  OrchestratorApi,
  RouteInput,
  RouteOutput,
  Routes,
  RunEventRecord,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { orchestratorApiRef } from '../api';
import { RUNS_PER_PAGE } from './queries';
import { usePages, type Pages } from './usePages';
import { useQuery, type Query } from './useQuery';

/** A train as a row of a table. */
export type TrainSummary = RouteOutput<Routes['listTrains']>['items'][number];
/** All that is known of a train. */
export type TrainDetail = RouteOutput<Routes['getTrain']>;
/** A gate with the cells of the go/no-go board. */
export type GateBoard = TrainDetail['board'][number];
/** One cell of the go/no-go board. */
export type BoardCell = GateBoard['parts'][number]['cells'][number];
/** Samples of one metric of a wave. */
export type MetricSeries = RouteOutput<
  Routes['getTrainMetrics']
>['items'][number];
/** An address for calendar programs. */
export type CalendarFeed = RouteOutput<
  Routes['listCalendarFeeds']
>['items'][number];
/** Something with a date in the calendar. */
export type CalendarEntry = RouteOutput<Routes['getCalendar']>['items'][number];
/** What would follow from a manifest. */
export type TrainPreview = RouteOutput<Routes['previewTrain']>;
/** When a train is likely to do what. */
export type TrainForecast = RouteOutput<Routes['forecastTrain']>['forecast'];

/** Filters of the list of trains. */
export type TrainFilters = Omit<
  NonNullable<RouteInput<Routes['listTrains']>['query']>,
  'cursor' | 'limit'
>;

/** Events that are asked for at once where all of them are needed: the most that the API gives. */
const HISTORY_PAGE = 500;

/** Trains, the next departure first. */
export function useTrains(
  filters: TrainFilters,
  limit = RUNS_PER_PAGE,
): Pages<TrainSummary> {
  const api = useApi(orchestratorApiRef);
  return usePages({
    key: JSON.stringify(['trains', filters, limit]),
    load: (cursor, signal) =>
      api.listTrains({ query: { ...filters, cursor, limit } }, { signal }),
    idOf: train => train.id,
  });
}

/** A train with its board and what may be done to it now. */
export function useTrain(trainId: string): Query<TrainDetail> {
  const api = useApi(orchestratorApiRef);
  return useQuery({
    key: trainId,
    runId: trainId,
    load: signal => api.getTrain({ params: { trainId } }, { signal }),
    // Every answer says when it was made.
    newsOf: ({ now, ...train }) => train,
  });
}

/** Samples of the metrics of a train's waves. */
export function useTrainMetrics(
  trainId: string,
  enabled: boolean,
): Query<MetricSeries[]> {
  const api = useApi(orchestratorApiRef);
  return useQuery({
    key: trainId,
    runId: trainId,
    enabled,
    load: async signal =>
      (await api.getTrainMetrics({ params: { trainId } }, { signal })).items,
  });
}

/** Who is on call now for a product of a train. */
export function useProductOnCall(
  trainId: string,
  productId: string,
): Query<RouteOutput<Routes['getProductOnCall']>['people']> {
  const api = useApi(orchestratorApiRef);
  return useQuery({
    key: `${trainId} ${productId}`,
    runId: trainId,
    load: async signal =>
      (
        await api.getProductOnCall(
          { params: { trainId, productId } },
          { signal },
        )
      ).people,
  });
}

/** The report of a train as Markdown, as far as it is. */
export function useTrainReport(trainId: string): Query<string> {
  const api = useApi(orchestratorApiRef);
  return useQuery({
    key: trainId,
    runId: trainId,
    load: signal => api.getTrainReport({ params: { trainId } }, { signal }),
  });
}

/** What has a date between two instants, over all trains. */
export function useCalendar(
  from: string,
  to: string,
): Query<RouteOutput<Routes['getCalendar']>> {
  const api = useApi(orchestratorApiRef);
  return useQuery({
    key: `${from} ${to}`,
    keepPrevious: true,
    load: signal => api.getCalendar({ query: { from, to } }, { signal }),
  });
}

/** Calendars that the viewer has subscribed to. */
export function useCalendarFeeds(): Query<CalendarFeed[]> {
  const api = useApi(orchestratorApiRef);
  return useQuery({
    key: 'calendarFeeds',
    load: async signal => (await api.listCalendarFeeds({}, { signal })).items,
  });
}

/** All events of a run and of what belongs to it, oldest first. */
export function useRunHistory(runId: string): Query<RunEventRecord[]> {
  const api = useApi(orchestratorApiRef);
  return useQuery({
    key: runId,
    live: false,
    load: signal => loadHistory(api, runId, signal),
  });
}

/** The events of some types of a train, oldest first. */
export function useTrainEvents(
  trainId: string,
  types: readonly string[],
): Query<RunEventRecord[]> {
  const api = useApi(orchestratorApiRef);
  return useQuery({
    key: `${trainId} ${types.join(' ')}`,
    runId: trainId,
    load: signal => loadHistory(api, trainId, signal, types),
  });
}

/**
 * Loads the events of a run page by page, oldest first.
 *
 * @param types - left out: all of them
 */
async function loadHistory(
  api: OrchestratorApi,
  runId: string,
  signal: AbortSignal,
  types?: readonly string[],
): Promise<RunEventRecord[]> {
  const events: RunEventRecord[] = [];
  let cursor: string | undefined;
  do {
    const page = await api.listEvents(
      {
        params: { runId },
        query: {
          order: 'asc',
          cursor,
          limit: HISTORY_PAGE,
          ...(types && { type: [...types] }),
        },
      },
      { signal },
    );
    events.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined && !signal.aborted);
  return events;
}

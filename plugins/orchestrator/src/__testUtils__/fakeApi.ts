import {
  routes,
  type OperationId,
  type OrchestratorApi,
  type TargetSummary,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { aFlagDetail } from './flagFixtures';
import { aForecast, aTrainForecast } from './forecastFixtures';
import {
  aLocalChange,
  aPreview,
  aReport,
  aRun,
  aRunDetail,
  aTargetDetail,
  PATCH,
  someWork,
} from './fixtures';

/** A fake of the API whose every operation can be looked at and replaced. */
export type FakeApi = {
  [K in OperationId]: jest.Mock<
    ReturnType<OrchestratorApi[K]>,
    Parameters<OrchestratorApi[K]>
  >;
};

/** A page that holds all of these. */
export function pageOf<T>(items: T[]) {
  return { items, totalItems: items.length };
}

/** Pages through targets as the backend does: filters first, then the cursor. */
export function targetsOf(
  all: TargetSummary[],
): OrchestratorApi['listTargets'] {
  return async ({ query = {} }) => {
    const {
      status,
      owner,
      batch,
      q,
      failure,
      cursor,
      limit = 50,
    } = query as {
      status?: string[];
      owner?: string[];
      batch?: number;
      q?: string;
      failure?: string[];
      cursor?: string;
      limit?: number;
    };
    const matching = all.filter(
      target =>
        (!status || status.includes(target.status)) &&
        (!owner ||
          (target.owner !== undefined && owner.includes(target.owner))) &&
        (batch === undefined || target.batch === batch) &&
        (!failure ||
          (target.failure !== undefined &&
            failure.includes(target.failure.code))) &&
        (!q || target.title.includes(q)),
    );
    const start = Number(cursor ?? 0);
    const end = start + limit;
    return {
      items: matching.slice(start, end),
      totalItems: matching.length,
      ...(end < matching.length && { nextCursor: String(end) }),
    };
  };
}

/** An API where every call works; give the ones that a test is about. */
export function fakeApi(overrides: Partial<OrchestratorApi> = {}): FakeApi {
  const answers: Partial<OrchestratorApi> = {
    listRuns: async () => pageOf([aRun()]),
    getRun: async () => aRunDetail(),
    listTargets: targetsOf([]),
    getTargetFacets: async () => ({ owners: [], failures: [] }),
    getRolloutPlan: async () => ({ batches: [] }),
    getTarget: async () => aTargetDetail(),
    listEvents: async () => pageOf([]),
    listDiffs: async () => pageOf([]),
    getArtifact: async () => PATCH,
    getReport: async () => aReport(),
    getReportMarkdown: async () => '# Report',
    getReportCsv: async () => 'id,outcome',
    getInbox: async () => pageOf([]),
    getTrainInbox: async () => ({ items: [] }),
    listCalendarFeeds: async () => ({ items: [] }),
    createCalendarFeed: async () => ({
      ...{ id: 'feed-1', createdAt: '2026-03-01T12:00:00.000Z' },
      path: '/calendar/feeds/secret.ics',
    }),
    deleteCalendarFeed: async () => ({ deleted: true }),
    getEntitySummary: async () => ({
      openChanges: 0,
      waitingForOwner: 0,
      runsInProgress: 0,
      archivedRuns: 0,
      trains: [],
      ...pageOf([]),
    }),
    getLocalChange: async () => aLocalChange(),
    getLocalChangeDiff: async () => PATCH,
    reviewLocalChange: async () => aLocalChange(),
    markLocalChangeReady: async () => aLocalChange(),
    reopenLocalChange: async () => aLocalChange(),
    mergeLocalChange: async () => aLocalChange(),
    closeLocalChange: async () => aLocalChange(),
    validateManifest: async () => ({ valid: true, issues: [] }),
    previewTargets: async () => aPreview(),
    getForecast: async () => ({}),
    forecastManifest: async () => ({ targets: 12, forecast: aForecast() }),
    forecastTrain: async () => ({ forecast: aTrainForecast() }),
    listFlags: async () => pageOf([]),
    getFlag: async () => aFlagDetail(),
    killFlag: async () => aFlagDetail(),
    reviveFlag: async () => aFlagDetail(),
    getWork: async () => someWork(),
    getPacing: async () => ({ at: someWork().at, limits: [], hosts: [] }),
    listDeadLetters: async () => ({ ...pageOf([]), groups: [] }),
    listTrainDeadLetters: async () => ({ items: [], totalItems: 0 }),
    listGivenUp: async () => ({ items: [], totalItems: 0 }),
    listTrains: async () => pageOf([]),
    getTrainMetrics: async () => ({ items: [] }),
    getTrainForecast: async () => ({}),
    getCalendar: async () => ({ items: [], conflicts: [] }),
    ...overrides,
  };
  return Object.fromEntries(
    (Object.keys(routes) as OperationId[]).map(operation => [
      operation,
      jest.fn(
        (answers[operation] ?? (async () => aRun())) as () => Promise<unknown>,
      ),
    ]),
  ) as unknown as FakeApi;
}

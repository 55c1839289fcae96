import {
  renderTemplate,
  resultOfDashboards,
  resultOfFlags,
  resultOfOnCall,
  resultOfSweep,
  type CriterionKind,
  type DashboardProbe,
  type FlagTest,
  type HistoryEntry,
  type ResultDraft,
  type TrainState,
  metricScope,
  scopeValues,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { JsonObject } from '@backstage/types';
import type { Knex } from 'knex';
import { isoNow, type Clock } from '../clock';
import type { TrainServices } from '../createTrainServices';
import { TemplatedHttp, type TemplatedHttpOptions } from '../httpClient';
import { policyResult } from '../policies';
import { collectCi, type CheckTools } from './collectCi';
import type { CollectContext, Collector } from './WatchHandler';

/** Readings of a score that later ones are compared with: */
const KEPT_READINGS = 20;
/** so far apart that they tell of other times, however often it is looked. */
const READINGS_APART_MS = 60 * 60_000;

/** A reading of a score, and when it was taken; those of an earlier release don't tell. */
type DatedReading = HistoryEntry & { at?: string };

/** What evidence is collected from. */
export interface CollectorTools {
  database: Knex;
  clock: Clock;
  services: TrainServices;
  http: TemplatedHttpOptions;
  checks: CheckTools;
  /** What is known of trials of flags. */
  flagTests(keys: string[]): Promise<FlagTest[]>;
}

/** One collector for each kind of criterion whose evidence comes from outside of the train. */
export function collectors(
  tools: CollectorTools,
): Partial<Record<CriterionKind, Collector>> {
  const http = new TemplatedHttp({ ...tools.http, field: 'dashboards.url' });
  return {
    score: context => collectScore(tools, context),
    policy: async context => ({
      draft: await policyResult(
        tools.services.policies,
        spec(context, 'policy'),
        policyFacts(context),
        context.signal,
      ),
    }),
    sweep: async context => ({ draft: await sweepResult(tools, context) }),
    onCall: async context => ({ draft: await onCallResult(tools, context) }),
    flagsTested: async context => {
      const wanted = spec(context, 'flagsTested');
      const tests = await tools.flagTests(wanted.flags);
      return {
        draft: resultOfFlags(
          wanted,
          tests,
          wanted.flags.map(flag => ({
            title: flag,
            url: `/orchestrator/flags/${flag}`,
          })),
        ),
      };
    },
    dashboards: async context => ({
      draft: resultOfDashboards(
        spec(context, 'dashboards'),
        await probeDashboards(http, context),
      ),
    }),
    ci: context => collectCi(tools.checks, spec(context, 'ci'), context),
  };
}

/** What is asked of a criterion of one kind. */
function spec<K extends CriterionKind>(
  { criterion }: CollectContext,
  kind: K,
): NonNullable<CollectContext['criterion'][K]> {
  const found = criterion[kind];
  if (!found) {
    throw new Error(`${criterion.id} is no ${kind}`);
  }
  return found as NonNullable<CollectContext['criterion'][K]>;
}

async function collectScore(
  { services, clock }: CollectorTools,
  context: CollectContext,
) {
  const history =
    (context.records as { history?: DatedReading[] }).history ?? [];
  const reading = await services.metrics.score(
    spec(context, 'score'),
    metricScope(context.train, { product: context.product }),
    context.signal,
    history,
  );
  const at = isoNow(clock);
  const last = history.at(-1)?.at;
  const isApart =
    last === undefined ||
    Date.parse(at) - Date.parse(last) >= READINGS_APART_MS;
  const entry: DatedReading[] =
    reading.score && isApart
      ? [{ result: reading.score.result, indicators: reading.indicators, at }]
      : [];
  return {
    draft: reading.draft,
    records: { history: [...history, ...entry].slice(-KEPT_READINGS) },
  };
}

function policyFacts({ train, product }: CollectContext): JsonObject {
  return JSON.parse(
    JSON.stringify(scopeValues(metricScope(train, { product }))),
  );
}

/**
 * The newest run of a sweep that began since the train was planned: what an earlier one came to says nothing of what
 * is released now. One that is named by its id counts whenever it began.
 */
async function sweepResult(
  { database }: CollectorTools,
  context: CollectContext,
): Promise<ResultDraft> {
  const wanted = spec(context, 'sweep');
  const run:
    | { id: string; status: string; outcome: string | null }
    | undefined = await database('runs')
    .where({ kind: 'Sweep' })
    .where(runs =>
      runs
        .where({ id: wanted.name })
        .orWhere(named =>
          named
            .where({ name: wanted.name })
            .where('created_at', '>=', context.train.createdAt),
        ),
    )
    .orderBy('created_at', 'desc')
    .first('id', 'status', 'outcome');
  return resultOfSweep(
    wanted,
    run && {
      id: run.id,
      status: run.status,
      outcome: run.outcome ?? undefined,
      url: `/orchestrator/sweeps/${run.id}`,
    },
  );
}

/** People of a product; for the train as a whole, those of all its products. */
async function onCallResult(
  { services }: CollectorTools,
  context: CollectContext,
): Promise<ResultDraft> {
  const { train, product, signal } = context;
  const wanted = spec(context, 'onCall');
  const at = new Date(train.plan.departure);
  const asked = train.plan.products.filter(
    ({ id }) => product === undefined || id === product,
  );
  if (product !== undefined && asked.length === 1) {
    return services.onCall.result(wanted, asked[0].entityRef, { at, signal });
  }
  const findings = await Promise.all(
    asked.map(({ entityRef }) =>
      services.onCall.onCall(entityRef, { at, signal }),
    ),
  );
  const problems = findings.flatMap(finding => finding.problems);
  const draft = resultOfOnCall(
    wanted,
    findings.flatMap(({ people }) =>
      people.map(({ ref, name }) => ref ?? name),
    ),
    findings.flatMap(({ evidence }) => evidence),
  );
  return draft.status === 'fail' && problems.length > 0
    ? { ...draft, status: 'error', summary: problems.join('. ') }
    : draft;
}

async function probeDashboards(
  http: TemplatedHttp,
  { train, product, signal }: CollectContext,
): Promise<DashboardProbe[]> {
  const values = scopeValues(metricScope(train, { product }));
  return Promise.all(
    linksOf(train, product).map(async ({ title, url, ...kind }) => {
      try {
        const { status } = await http.send(
          { url, method: 'GET', headers: { accept: '*/*' } },
          values,
          { signal },
        );
        return { ...kind, title, url: renderTemplate(url, values), status };
      } catch (error) {
        signal.throwIfAborted();
        return {
          ...kind,
          title: `${title}: ${(error as Error).message}`,
          url,
        };
      }
    }),
  );
}

/** Dashboards, and alerts beside them. */
function linksOf(
  { manifest }: TrainState,
  product: string | undefined,
): Pick<DashboardProbe, 'kind' | 'title' | 'url'>[] {
  return manifest.spec.products
    .filter(({ id }) => product === undefined || id === product)
    .flatMap(({ dashboards, alerts = [] }) => [
      ...dashboards,
      ...alerts.map(alert => ({ ...alert, kind: 'alert' as const })),
    ]);
}

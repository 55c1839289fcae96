import type { ScmIntegrations } from '@backstage/integration';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { TargetDescription } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { CodeHost } from '@backstage-orchestrator/plugin-orchestrator-node';
import type { Knex } from 'knex';
import { ArchivedRuns, archiveReaders, exportRun, importRun } from '../archive';
import { CatalogTargets } from '../catalog';
import { DeadLetterQueries } from '../queries/DeadLetterQueries';
import { EntityQueries } from '../queries/EntityQueries';
import { EventQueries } from '../queries/EventQueries';
import { HistoryQueries } from '../queries/HistoryQueries';
import { InboxQueries } from '../queries/InboxQueries';
import { RunForecasts } from '../queries/RunForecasts';
import { RunQueries } from '../queries/RunQueries';
import { TargetQueries } from '../queries/TargetQueries';
import { TrainHistoryQueries } from '../queries/TrainHistoryQueries';
import type { OperationTools } from './OperationTools';
import { inputOfRun } from './sweepForecastInput';

/** What rests on the database alone, or is found in the catalog. */
type Read =
  | 'runQueries'
  | 'targetQueries'
  | 'eventQueries'
  | 'forecasts'
  | 'inboxQueries'
  | 'entityQueries'
  | 'deadLetterQueries'
  | 'historyQueries'
  | 'trainHistoryQueries'
  | 'exportRun'
  | 'importRun'
  | 'discover';

/** Adds to what the operations are given whatever they read from the database and the catalog. */
export function createOperationTools(
  given: Omit<OperationTools, Read> & {
    database: Knex;
    catalog: CatalogService;
    integrations: ScmIntegrations;
    codeHosts: ReadonlyMap<string, CodeHost>;
  },
): OperationTools {
  const { database, catalog, integrations, codeHosts, ...tools } = given;
  const { clock, artifacts, trains } = tools;
  const files = { database, clock, artifacts };
  const runQueries = new RunQueries(database);
  const readers = archiveReaders(new ArchivedRuns(database), {
    runs: runQueries,
    targets: new TargetQueries(database),
    events: new EventQueries(database),
  });
  const historyQueries = new HistoryQueries(database, clock);
  const forForecasts = {
    ...tools,
    runQueries: readers.runs,
    targetQueries: readers.targets,
    historyQueries,
  };
  return {
    ...forForecasts,
    forecasts: new RunForecasts(clock, run => inputOfRun(forForecasts, run)),
    eventQueries: readers.events,
    inboxQueries: new InboxQueries(database),
    entityQueries: new EntityQueries(database, runQueries, trains.queries),
    deadLetterQueries: new DeadLetterQueries(database),
    trainHistoryQueries: new TrainHistoryQueries(database, clock),
    exportRun: runId => exportRun(files, runId),
    importRun: (file, request) => importRun(files, file, request),
    discover: discovery({ catalog, integrations, codeHosts }),
  };
}

function discovery({
  catalog,
  integrations,
  codeHosts,
}: Pick<
  Parameters<typeof createOperationTools>[0],
  'catalog' | 'integrations' | 'codeHosts'
>): OperationTools['discover'] {
  const targets = new CatalogTargets({
    catalog,
    integrations,
    codeHosts,
    access: repository => {
      const host = codeHosts.get(repository.host);
      if (!host) {
        throw new Error(`There is no code host ${repository.host}`);
      }
      return host.access(repository);
    },
  });
  return async (manifest, caller) => {
    const found: TargetDescription[] = [];
    for await (const target of targets.discover(
      manifest.spec.targets,
      caller.credentials,
    )) {
      found.push(target);
    }
    return found;
  };
}

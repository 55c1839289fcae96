import type { LoggerService } from '@backstage/backend-plugin-api';
import type { CodeHost } from '@backstage-orchestrator/plugin-orchestrator-node';
import type { Knex } from 'knex';
import type { Clock } from '../clock';
import {
  DatabaseLocalChangesStore,
  LocalCodeHost,
  LocalReconciler,
  type MergeAuthor,
} from './local';

/** The code hosts that there are. */
export interface CodeHosts {
  byType: ReadonlyMap<string, CodeHost>;
  /** Absent where the local code host is not configured. */
  local?: { host: LocalCodeHost; reconciler: LocalReconciler };
}

/**
 * Makes the code hosts of the configuration, beside those that modules have added.
 *
 * @param options - `signal`: ends a comparison with git early
 */
export function createCodeHosts(options: {
  database: Knex;
  clock: Clock;
  logger: LoggerService;
  localDirectory?: string;
  author: MergeAuthor;
  added: CodeHost[];
  signal: AbortSignal;
}): CodeHosts {
  const local = createLocal(options);
  const hosts = [...(local ? [local.host] : []), ...options.added];
  return { byType: new Map(hosts.map(host => [host.type, host])), local };
}

function createLocal({
  database,
  clock,
  logger,
  localDirectory,
  author,
  signal,
}: Parameters<typeof createCodeHosts>[0]): CodeHosts['local'] {
  if (localDirectory === undefined) {
    return undefined;
  }
  const host = new LocalCodeHost({
    directory: localDirectory,
    store: new DatabaseLocalChangesStore({ db: database, clock }),
    clock,
    logger,
    mergeAuthor: author,
  });
  return { host, reconciler: new LocalReconciler({ host, logger, signal }) };
}

import type { LoggerService } from '@backstage/backend-plugin-api';
import type { ScmIntegrations } from '@backstage/integration';
import type { CodeHost } from '@backstage-orchestrator/plugin-orchestrator-node';
import type { Knex } from 'knex';
import type { Clock } from './clock';
import { GITHUB, pacedHostOf } from './github';
import {
  databaseTime,
  Pacer,
  PacingQueries,
  SleepingHosts,
  sparedLike,
  TurnQueries,
  WindowCalendar,
  WriteLedger,
  type OnPutOff,
} from './pacing';
import type { PacingConfig } from './readPacing';
import type { Metrics } from './telemetry';

/** What says when runs may go on, and when something may be written to code hosts. */
export interface Pacing {
  calendar: WindowCalendar;
  sleeping: SleepingHosts;
  pacer: Pacer;
  onPutOff: OnPutOff;
  turns: TurnQueries;
  queries: PacingQueries;
}

/** Paces the code hosts as the configuration says, together with all other replicas. */
export function createPacing(options: {
  database: Knex;
  clock: Clock;
  logger: LoggerService;
  metrics: Metrics;
  config: PacingConfig;
  integrations: ScmIntegrations;
  codeHosts: ReadonlyMap<string, CodeHost>;
}): Pacing {
  const { database, clock, logger, metrics, config, codeHosts } = options;
  const time = databaseTime(clock);
  const sleeping = new SleepingHosts({ database, time });
  const calendar = new WindowCalendar(config.windows);
  const limits = sparedLike(
    GITHUB,
    options.integrations.github
      .list()
      .map(({ config: { host } }) => host)
      .filter(host => pacedHostOf(host) === host),
    config,
  );
  const onPutOff: OnPutOff = ({ host, cause, ms }) =>
    metrics.duration('rateLimitWait', ms, { host, cause });
  return {
    calendar,
    sleeping,
    pacer: new Pacer({
      clock,
      logger,
      limits,
      ledger: new WriteLedger({ database, limits, time, sleeping }),
      sleeping,
      calendar,
      codeHosts,
      onPutOff,
    }),
    onPutOff,
    turns: new TurnQueries(database),
    queries: new PacingQueries({
      database,
      limits,
      hosts: codeHosts.keys(),
      time,
    }),
  };
}

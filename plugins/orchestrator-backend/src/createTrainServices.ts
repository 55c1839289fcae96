import type { AuthService } from '@backstage/backend-plugin-api';
import { ConflictError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import type {
  Channel,
  MetricSource,
  PolicyEngine,
} from '@backstage-orchestrator/plugin-orchestrator-node';
import {
  CatalogAddressBook,
  EmailChannel,
  NotificationChannel,
  WebhookChannel,
} from './channels';
import { systemClock, type Clock } from './clock';
import {
  AnalysisSampler,
  HttpMetricSource,
  MetricReader,
  PrometheusSource,
} from './metricSources';
import {
  AnnotationOnCallSource,
  OnCallLookup,
  PagerDutySource,
} from './onCall';
import { OpaEngine } from './policies';
import type { TrainServicesConfig } from './readTrainServices';
import type { TrainServiceAdditions } from './TrainServiceAdditions';

/** What trains reach outside of the portal. */
export interface TrainServices {
  metrics: MetricReader;
  sampler: AnalysisSampler;
  /** By kind; one that isn't there is not configured. */
  channels: ReadonlyMap<string, Channel>;
  onCall: OnCallLookup;
  /** Absent where none is configured. */
  policies?: PolicyEngine;
}

/** What the services are made of. */
export interface TrainServiceOptions {
  config: TrainServicesConfig;
  additions: Pick<
    TrainServiceAdditions,
    'metricSources' | 'channels' | 'onCallSources' | 'policyEngine'
  >;
  catalog: Pick<
    CatalogService,
    'getEntityByRef' | 'getEntities' | 'getEntitiesByRefs'
  >;
  auth: Pick<AuthService, 'getOwnServiceCredentials'>;
  notifications: Pick<NotificationService, 'send'>;
  clock?: Clock;
}

/**
 * Makes the services of the configuration and of modules.
 *
 * @throws ConflictError where a module adds a server under a name of the configuration
 */
export function createTrainServices(
  options: TrainServiceOptions,
): TrainServices {
  const { config, additions, catalog, auth, clock = systemClock } = options;
  const reader = new MetricReader({
    sources: metricSources(options),
    http: new HttpMetricSource(config.http),
    clock,
  });
  const policies =
    additions.policyEngine ?? (config.opa && new OpaEngine(config.opa));
  return {
    metrics: reader,
    sampler: new AnalysisSampler({ reader, clock }),
    channels: new Map(
      [...builtInChannels(options, clock), ...additions.channels].map(
        channel => [channel.kind, channel],
      ),
    ),
    onCall: new OnCallLookup({
      sources: [
        new AnnotationOnCallSource(),
        ...(config.pagerDuty ? [new PagerDutySource(config.pagerDuty)] : []),
        ...additions.onCallSources,
      ],
      catalog,
      auth,
      clock,
    }),
    ...(policies && { policies }),
  };
}

function metricSources({
  config,
  additions,
}: TrainServiceOptions): MetricSource[] {
  const configured = config.prometheus.map(
    server => new PrometheusSource(server),
  );
  const twice = additions.metricSources.find(({ name }) =>
    configured.some(source => source.name === name),
  );
  if (twice) {
    throw new ConflictError(
      `A module adds the metric source ${twice.name}, which orchestrator.metricSources.prometheus has, too`,
    );
  }
  return [...configured, ...additions.metricSources];
}

function builtInChannels(
  { config, catalog, auth, notifications }: TrainServiceOptions,
  clock: Clock,
): Channel[] {
  return [
    new NotificationChannel({ notifications }),
    new WebhookChannel({
      kind: 'webhook',
      endpoints: config.webhooks,
      setting: 'orchestrator.channels.webhooks',
      clock,
    }),
    new WebhookChannel({
      kind: 'statusPage',
      endpoints: config.statusPages,
      setting: 'orchestrator.channels.statusPages',
      clock,
    }),
    ...(config.email
      ? [
          new EmailChannel({
            ...config.email,
            addresses: new CatalogAddressBook({ catalog, auth }),
            clock,
          }),
        ]
      : []),
  ];
}

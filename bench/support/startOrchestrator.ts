import { join } from 'node:path';
import type {
  AuditorService,
  AuthService,
} from '@backstage/backend-plugin-api';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { strictnessTable } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { systemClock } from '../../plugins/orchestrator-backend/src/clock';
import { Orchestrator } from '../../plugins/orchestrator-backend/src/Orchestrator';
import { readTrainServices } from '../../plugins/orchestrator-backend/src/readTrainServices';
import { noMetrics, noTraces, silence, unused } from './services';

/** Starts the orchestrator as the plugin does, with services of Backstage that nobody listens to. */
export async function startOrchestrator(options: {
  database: Knex;
  repositories: string;
  folder: string;
  slots: number;
}): Promise<Orchestrator> {
  const { database, repositories, folder, slots } = options;
  const orchestrator = new Orchestrator({
    database,
    config: {
      allowVolatile: false,
      workDirectory: join(folder, 'work'),
      localDirectory: repositories,
      commands: {
        allow: [],
        allowFromRepository: false,
        sandbox: 'auto',
        maxOutputBytes: 1024 * 1024,
        readOnlyPaths: [],
      },
      author: { name: 'Dev', email: 'dev@example.com' },
      servePages: true,
      workers: { slots, graceMs: 5_000, serves: ['git'] },
      limits: {
        manifestBytes: 256 * 1024,
        targets: 100_000,
        steps: 100,
        artifactBytes: 32 * 1024 * 1024,
        requestsPerMinute: 0,
        freeDiskBytes: 0,
      },
      pacing: { rateLimits: [], hosts: {}, windows: [] },
      retention: {},
      trains: {
        strictness: strictnessTable(),
        flags: 'own',
        workflows: { allow: [] },
      },
      portalUrl: '',
      webhooks: [],
      trainServices: readTrainServices(new ConfigReader({})),
      flags: { evaluationsPerMinute: 0, providers: [] },
    },
    clock: systemClock,
    logger: silence,
    metrics: noMetrics,
    tracing: noTraces,
    auditor: unused<AuditorService>('auditor'),
    auth: unused<AuthService>('auth'),
    catalog: unused<CatalogService>('catalog'),
    integrations: ScmIntegrations.fromConfig(new ConfigReader({})),
    events: { publish: async () => {}, subscribe: async () => {} },
    signals: { publish: async () => {} },
    notifications: { send: async () => {} },
    codeHosts: [],
  });
  await orchestrator.prepare();
  await orchestrator.start();
  return orchestrator;
}

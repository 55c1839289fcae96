import {
  actionsRegistryServiceRef,
  metricsServiceRef,
  tracingServiceRef,
} from '@backstage/backend-plugin-api/alpha';
import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { ConflictError } from '@backstage/errors';
import { ScmIntegrations } from '@backstage/integration';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { notificationService } from '@backstage/plugin-notifications-node';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import {
  channelsExtensionPoint,
  codeHostsExtensionPoint,
  flagProvidersExtensionPoint,
  metricSourcesExtensionPoint,
  onCallSourcesExtensionPoint,
  policyEnginesExtensionPoint,
  type CodeHost,
  type FlagProvider,
} from '@backstage-orchestrator/plugin-orchestrator-node';
import { registerActions } from './actions';
import { systemClock } from './clock';
import {
  createHealthRouter,
  createOperationCaller,
  createRouter,
  HEALTH_PATH,
  PUBLIC_PATHS,
  RequestRates,
} from './http';
import { Orchestrator } from './Orchestrator';
import {
  loadRunResources,
  orchestratorRunResourceRef,
  registerPermissions,
  RunAuthorizer,
} from './permissions';
import { readConfig } from './readConfig';
import { openDatabase } from './store/openDatabase';
import { TrainServiceAdditions } from './TrainServiceAdditions';

/**
 * Backend of the orchestrator.
 *
 * @public
 */
export const orchestratorPlugin = createBackendPlugin({
  pluginId: 'orchestrator',
  register(env) {
    const codeHosts: CodeHost[] = [];
    env.registerExtensionPoint(codeHostsExtensionPoint, {
      addCodeHost(host) {
        if (codeHosts.some(other => other.type === host.type)) {
          throw new ConflictError(
            `There is a code host "${host.type}" already`,
          );
        }
        codeHosts.push(host);
      },
    });
    const flagProviders: FlagProvider[] = [];
    env.registerExtensionPoint(flagProvidersExtensionPoint, {
      addFlagProvider(provider) {
        if (flagProviders.some(other => other.name === provider.name)) {
          throw new ConflictError(
            `There is a flag system "${provider.name}" already`,
          );
        }
        flagProviders.push(provider);
      },
    });
    const trainAdditions = new TrainServiceAdditions();
    env.registerExtensionPoint(metricSourcesExtensionPoint, trainAdditions);
    env.registerExtensionPoint(channelsExtensionPoint, trainAdditions);
    env.registerExtensionPoint(onCallSourcesExtensionPoint, trainAdditions);
    env.registerExtensionPoint(policyEnginesExtensionPoint, trainAdditions);
    env.registerInit({
      deps: {
        actionsRegistry: actionsRegistryServiceRef,
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        database: coreServices.database,
        events: eventsServiceRef,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        metrics: metricsServiceRef,
        notifications: notificationService,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        rootConfig: coreServices.rootConfig,
        signals: signalsServiceRef,
        tracing: tracingServiceRef,
        userInfo: coreServices.userInfo,
      },
      async init(services) {
        const {
          logger,
          httpRouter,
          lifecycle,
          permissions,
          permissionsRegistry,
        } = services;
        const config = readConfig(services.rootConfig);
        const database = await openDatabase({
          database: services.database,
          logger,
          allowVolatile: config.allowVolatile,
        });
        const loadRuns = (ids: string[]) => loadRunResources(database, ids);
        registerPermissions(permissionsRegistry, loadRuns);
        const orchestrator = new Orchestrator({
          ...services,
          database,
          config,
          clock: systemClock,
          integrations: ScmIntegrations.fromConfig(services.rootConfig),
          codeHosts,
          trainAdditions,
          flagProviders,
        });
        await orchestrator.prepare();
        const access = new RunAuthorizer({
          permissions,
          ruleset: permissionsRegistry.getPermissionRuleset(
            orchestratorRunResourceRef,
          ),
          loadRuns,
        });
        httpRouter.use(createHealthRouter(orchestrator.health));
        httpRouter.addAuthPolicy({
          path: HEALTH_PATH,
          allow: 'unauthenticated',
        });
        if (config.servePages) {
          httpRouter.use(orchestrator.runs.flags.ofrepRouter(services));
          const call = createOperationCaller({
            ...services,
            handlers: orchestrator.operations(access),
            rates: new RequestRates({
              requestsPerMinute: config.limits.requestsPerMinute,
              clock: systemClock,
              onRefused: () =>
                orchestrator.telemetry.metrics.add('requestsRefused', {
                  limit: 'requestsPerMinute',
                }),
            }),
            around: (operation, { runId, trainId }, caller, work) =>
              orchestrator.telemetry.around(
                operation,
                (runId ?? trainId) as string | undefined,
                caller,
                work,
              ),
          });
          httpRouter.use(
            createRouter({
              ...services,
              call,
              renderCalendar: token =>
                orchestrator.runs.trains.feeds.render(token),
              manifestBytes: config.limits.manifestBytes,
            }),
          );
          registerActions({ ...services, call });
          for (const path of PUBLIC_PATHS) {
            httpRouter.addAuthPolicy({ path, allow: 'unauthenticated' });
          }
        }
        lifecycle.addStartupHook(() => orchestrator.start());
        lifecycle.addShutdownHook(() => orchestrator.stop());
        logger.info('The orchestrator is ready');
      },
    });
  },
});

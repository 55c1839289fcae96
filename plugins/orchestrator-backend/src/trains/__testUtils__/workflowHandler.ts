import { mockServices } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { ScmIntegrations } from '@backstage/integration';
import { ProductRepositories } from '../../catalog';
import type { CommandRunner } from '../../commands';
import type { GithubApi } from '../../github';
import { HOST } from '../../github/testing/GithubServer';
import {
  Pacer,
  SleepingHosts,
  WindowCalendar,
  WriteLedger,
  type PacingLimits,
} from '../../pacing';
import { cancelWorkflow, stepExecutors } from '../stepExecutors';
import { StepHandler } from '../StepHandler';
import type { TrainService } from '../TrainService';
import type { TrainHarness } from '../testing/TrainHarness';

const NO_LIMITS: PacingLimits = { rateLimits: [], hosts: {} };

/** The pacing of one process, on the clock of a harness. */
export function pacingOf(
  { database, clock }: Pick<TrainHarness, 'database' | 'clock'>,
  limits: Partial<PacingLimits> = {},
) {
  const time = async () => clock.now();
  const sleeping = new SleepingHosts({ database, time });
  const all = { ...NO_LIMITS, ...limits };
  const ledger = new WriteLedger({ database, limits: all, time, sleeping });
  const pacing = new Pacer({
    clock,
    logger: mockServices.logger.mock(),
    limits: all,
    ledger,
    sleeping,
    calendar: new WindowCalendar([]),
    codeHosts: new Map(),
  });
  return { pacing, ledger, sleeping };
}

/** Does the steps of trains that start workflows of the component `shop`; no step does anything else. */
export function workflowHandler(options: {
  trains: TrainHarness;
  github: { integrations: ScmIntegrations; api: GithubApi };
  /** Where workflows may be started. */
  allow?: string[];
  pacing?: Pacer;
  service?: TrainService;
}): StepHandler {
  const { trains, service = trains.service } = options;
  const { integrations, api } = options.github;
  const { pacing = pacingOf(trains).pacing } = options;
  const workflows = {
    clock: trains.clock,
    integrations,
    github: api,
    pacing,
    repositories: new ProductRepositories({
      integrations,
      auth: mockServices.auth(),
      catalog: catalogServiceMock({
        entities: [
          {
            apiVersion: 'backstage.io/v1alpha1',
            kind: 'Component',
            metadata: {
              name: 'shop',
              annotations: {
                'github.com/project-slug': 'acme/shop',
                'backstage.io/source-location': `url:https://${HOST}/acme/shop/tree/main/`,
              },
            },
            spec: {},
          },
        ],
      }),
    }),
    allow: options.allow ?? [`${HOST}/acme`],
  };
  const logger = mockServices.logger.mock();
  return new StepHandler({
    trains: trains.records,
    service,
    logger,
    executors: stepExecutors({
      flags: () => {
        throw new Error('No flags here');
      },
      http: {
        setting: 'x',
        allow: [],
        secrets: {},
        timeoutMs: 1_000,
        maxBytes: 1_000,
      },
      commands: {} as CommandRunner,
      workDirectory: '/nowhere',
      workflows,
    }),
    cancelWorkflow: cancelWorkflow({ ...workflows, logger }),
    leaveQueue: workId => pacing.withdraw(workId),
  });
}

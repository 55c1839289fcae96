import { randomUUID } from 'node:crypto';
import type {
  AuthService,
  BackstageCredentials,
  LoggerService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import { NotAllowedError } from '@backstage/errors';
import { callerOf, type CallOperation } from '../http';
import type { ActionTools } from './ActionTools';
import { toActionError } from './toActionError';
import { registerGateActions } from './gateActions';
import { registerInboxActions } from './inboxActions';
import { registerIncidentActions } from './incidentActions';
import { registerManifestActions } from './manifestActions';
import { registerSweepActions } from './sweepActions';
import { registerSweepCommandActions } from './sweepCommandActions';
import { registerTrainActions } from './trainActions';
import { registerTrainCommandActions } from './trainCommandActions';

/** What the actions are registered with. */
export interface ActionServices {
  actionsRegistry: ActionsRegistryService;
  auth: AuthService;
  logger: LoggerService;
  userInfo: UserInfoService;
  call: CallOperation;
}

/** Registers the actions that agents and other plugins find in Backstage's actions registry, such as over MCP. */
export function registerActions(services: ActionServices): void {
  const { auth, userInfo, logger, call } = services;
  const callerWith = async (
    credentials: BackstageCredentials,
    requestId: string,
  ) => {
    if (
      !auth.isPrincipal(credentials, 'user') &&
      !auth.isPrincipal(credentials, 'service')
    ) {
      throw new NotAllowedError(
        'This action needs a user or a service that is signed in',
      );
    }
    return callerOf(credentials, userInfo, requestId);
  };
  const tools: ActionTools = {
    registry: services.actionsRegistry,
    call: async (operation, credentials, input) => {
      const { params = {}, query = {}, body = {} } = input as InputParts;
      const requestId = randomUUID();
      try {
        return await call(
          operation,
          { params, query, body },
          await callerWith(credentials, requestId),
        );
      } catch (error) {
        throw toActionError(error, { operation, requestId, logger });
      }
    },
  };
  registerManifestActions(tools);
  registerInboxActions(tools);
  registerSweepActions(tools);
  registerSweepCommandActions(tools);
  registerTrainActions(tools);
  registerTrainCommandActions(tools);
  registerGateActions(tools);
  registerIncidentActions(tools);
}

interface InputParts {
  params?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
}

import type {
  AuditorService,
  AuditorServiceEvent,
  BackstageCredentials,
  BackstageUserPrincipal,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { isError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import type { OperationId } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Request } from 'express';
import type { Caller } from './caller';
import type { RawInput } from './rawInput';

/** Operations that only look, though they carry a body. */
const READING: ReadonlySet<OperationId> = new Set([
  'validateManifest',
  'previewTargets',
  'forecastManifest',
  'previewTrain',
  'forecastTrain',
]);

/** Members of bodies that say what was asked for, and are short. */
const TOLD = [
  'type',
  'gate',
  'criterion',
  'product',
  'wave',
  'reason',
  'expiresAfter',
  'decision',
  'comment',
  'verdict',
  'dryRun',
  'targets',
  'ids',
  'topic',
];

/**
 * Runs a command between the two entries that it has in the audit log.
 *
 * @remarks
 * Without the first entry nothing is done; a second one that can't be written is logged, as the command has
 * its effect by then. Refused commands are in the log, too.
 */
export async function auditCommand<T>(
  services: { auditor: AuditorService; logger: LoggerService },
  call: {
    operation: OperationId;
    input: RawInput;
    caller: Caller;
    request?: Request;
  },
  command: () => Promise<T>,
): Promise<T> {
  const { operation, input, caller, request } = call;
  const meta = {
    operation,
    // By which door it came: what an agent asks for comes as an action.
    door: request ? 'http' : 'action',
    requestId: caller.requestId,
    caller: caller.actor.ref,
    ...through(caller.credentials),
    ...(input.params as JsonObject),
    // A body that is a stream has nothing to tell before it is read.
    ...(input.body === request ? {} : told(input.body)),
  };
  const event = await services.auditor.createEvent({
    eventId: kebab(operation),
    severityLevel: READING.has(operation) ? 'low' : 'medium',
    ...(request && { request }),
    meta,
  });
  const result = await command().catch(async error => {
    await written(services.logger, event, e =>
      e.fail({
        error: isError(error) ? (error as Error) : new Error(String(error)),
        meta,
      }),
    );
    throw error;
  });
  await written(services.logger, event, e => e.success({ meta }));
  return result;
}

/** Which plugin asks in the name of a user, such as the MCP server that their agent talks to. */
function through({ principal }: BackstageCredentials): { through?: string } {
  const { actor } = principal as Partial<BackstageUserPrincipal>;
  return actor ? { through: actor.subject } : {};
}

async function written(
  logger: LoggerService,
  event: AuditorServiceEvent,
  write: (event: AuditorServiceEvent) => Promise<void>,
): Promise<void> {
  try {
    await write(event);
  } catch (error) {
    logger.error(
      'The end of a command could not be written to the audit log',
      error as Error,
    );
  }
}

function told(body: unknown): JsonObject {
  const { command, ...own } = (body ?? {}) as JsonObject;
  return Object.fromEntries(
    Object.entries({ ...own, ...(isObject(command) ? command : {}) }).filter(
      ([name]) => TOLD.includes(name),
    ),
  );
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Audit events are named in kebab-case: `createRun` is `create-run`. */
function kebab(operation: OperationId): string {
  return operation.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
}

import { NotAllowedError, NotFoundError } from '@backstage/errors';
import {
  flagsOfProduct,
  flagStream,
  orchestratorFlagReadPermission,
  TIMELINE_EVENT_TYPES,
  type TimelineEvent,
  type TrainState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Caller } from '../http/caller';
import type { OperationTools } from './OperationTools';

const PAGE = 500;
/** The newest so many of a flag: a kill is rare, and who looks for more looks at the flag. */
const FLAG_EVENTS = 200;

/**
 * What the timeline of a train tells of: its own events, and where the caller may see flags, what happened to those
 * that its steps switch while it was under way.
 */
export async function timelineEvents(
  tools: Pick<OperationTools, 'access' | 'eventQueries' | 'flags'>,
  train: TrainState,
  caller: Caller,
): Promise<TimelineEvent[]> {
  return [
    ...(await eventsOf(tools, train.id)),
    ...(await flagEvents(tools, train, caller)),
  ];
}

async function eventsOf(
  { eventQueries }: Pick<OperationTools, 'eventQueries'>,
  runId: string,
): Promise<TimelineEvent[]> {
  const found: TimelineEvent[] = [];
  let cursor: string | undefined;
  do {
    const page = await eventQueries.list(
      runId,
      { order: 'asc', type: [...TIMELINE_EVENT_TYPES] },
      { cursor, limit: PAGE },
    );
    found.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return found;
}

async function flagEvents(
  { access, flags }: Pick<OperationTools, 'access' | 'flags'>,
  { manifest, departedAt, finishedAt }: TrainState,
  caller: Caller,
): Promise<TimelineEvent[]> {
  const keys = new Set(manifest.spec.products.flatMap(flagsOfProduct));
  if (departedAt === undefined || keys.size === 0) {
    return [];
  }
  const found: TimelineEvent[] = [];
  try {
    await access.requireBasic(caller, orchestratorFlagReadPermission);
    for (const key of keys) {
      found.push(...(await newestOf(flags, key)));
    }
  } catch (error) {
    if (!(error instanceof NotAllowedError)) {
      throw error;
    }
  }
  return found.filter(
    ({ occurredAt }) =>
      occurredAt >= departedAt &&
      (finishedAt === undefined || occurredAt <= finishedAt),
  );
}

/** A flag of another flag system is not known here. */
async function newestOf(
  { store }: OperationTools['flags'],
  key: string,
): Promise<TimelineEvent[]> {
  try {
    const { items } = await store.events(key, { limit: FLAG_EVENTS });
    return items.map(event => ({ ...event, stream: flagStream(key) }));
  } catch (error) {
    if (error instanceof NotFoundError) {
      return [];
    }
    throw error;
  }
}

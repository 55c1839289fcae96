import type { EventPlace } from '../sweep/decision';
import type { FlagRule, FlagState } from './definition';
import type { FlagEvent } from './flagEvents';
import { isSameSource, servesTheSame, withDefinition } from './flagParts';

/** Where an event of a flag stands; a flag belongs to no run. @public */
export type FlagEventPlace = Omit<EventPlace, 'runId'>;

/**
 * The state of a flag after one more event: the fold of its stream.
 *
 * @param state - state so far; undefined before the first event, which is `flag.created`
 * @returns a new state; the given one is left as it is
 * @public
 */
export function evolveFlag(
  state: FlagState | undefined,
  event: FlagEvent,
  { version, occurredAt }: FlagEventPlace,
): FlagState {
  if (event.type === 'flag.created') {
    const { key, definition, by } = event.data;
    return {
      ...definition,
      key,
      version,
      createdAt: occurredAt,
      createdBy: by,
      updatedAt: occurredAt,
    };
  }
  if (!state) {
    throw new Error(
      `The stream of a flag starts with ${event.type}, not with flag.created`,
    );
  }
  return { ...apply(state, event, occurredAt), version, updatedAt: occurredAt };
}

function apply(
  state: FlagState,
  event: Exclude<FlagEvent, { type: 'flag.created' }>,
  at: string,
): FlagState {
  switch (event.type) {
    case 'flag.updated': {
      const updated = withDefinition(state, event.data.definition);
      return servesTheSame(state, updated) ? updated : outdate(updated, at);
    }
    case 'flag.turnedOn': {
      const { source, segment, variant } = event.data;
      return {
        ...state,
        rules: withRule(state.rules, { source, segment, variant }),
      };
    }
    case 'flag.turnedOff':
      return {
        ...state,
        rules: state.rules.filter(
          ({ source }) => !isSameSource(source, event.data.source),
        ),
      };
    case 'flag.killed':
      return { ...state, killed: { ...event.data, at } };
    case 'flag.revived': {
      const { killed, ...alive } = state;
      // The end of a trial changes nothing; after a kill that no client has tried, nothing is sure.
      return killed && state.tried && killed.at > state.tried.at
        ? outdate(alive, at)
        : alive;
    }
    case 'flag.tried': {
      const { killedWithinMs, by } = event.data;
      return { ...state, tried: { killedWithinMs, by, at } };
    }
    case 'flag.scheduled':
      return outdate({ ...state, schedules: event.data.schedules }, at);
    case 'flag.archived':
      return { ...state, archived: { ...event.data, at } };
    default:
      return assertNever(event);
  }
}

/** What was tried is not what there is any more. */
function outdate(state: FlagState, at: string): FlagState {
  return state.tried
    ? { ...state, tried: { ...state.tried, changedAt: at } }
    : state;
}

/** A wave has one rule: its new one takes the place of the old one, or comes last. */
function withRule(
  rules: FlagRule[],
  rule: FlagRule & Required<Pick<FlagRule, 'source'>>,
): FlagRule[] {
  const isOwn = (other: FlagRule) => isSameSource(other.source, rule.source);
  return rules.some(isOwn)
    ? rules.map(other => (isOwn(other) ? rule : other))
    : [...rules, rule];
}

/* istanbul ignore next: only what a newer release has written gets here */
function assertNever(event: never): never {
  throw new Error(
    `Unknown event ${
      (event as { type: string }).type
    }: a newer release wrote it, and only such a one can read it`,
  );
}

import type { GateEvent, GateEventData } from '../events';
import type { GateState } from '../model';
import type { EventPlace } from '../sweep/decision';
import { evolveCriteria, isCriterionEvent } from './evolveCriteria';
import { withSignOff } from './signOffs';

/** Decisions that are kept in the state of a gate; the log has all of them. @public */
export const GATE_DECISIONS_KEPT = 20;

/**
 * The state of a gate after one more event: the fold of its stream.
 *
 * @param state - state so far; undefined before the first event, which is `gate.planned`
 * @returns a new state; the given one is left as it is
 * @public
 */
export function evolveGate(
  state: GateState | undefined,
  event: GateEvent,
  place: EventPlace,
): GateState {
  if (event.type === 'gate.planned') {
    return planned(state, event.data, place);
  }
  if (!state) {
    throw new Error(
      `The stream of a gate of run ${place.runId} starts with ${event.type}, not with gate.planned`,
    );
  }
  const opens = event.type === 'gate.opened' || event.type === 'gate.reopened';
  return {
    ...apply(state, event),
    ...(opens && { openedAt: place.occurredAt }),
    version: place.version,
    updatedAt: place.occurredAt,
  };
}

/** The first plan makes the gate; a later one may move it, and leaves its evidence. */
function planned(
  state: GateState | undefined,
  data: GateEventData['gate.planned'],
  place: EventPlace,
): GateState {
  const { planRevision, ...description } = data;
  return {
    criteria: {},
    signOffs: [],
    decisions: [],
    status: 'waiting',
    createdAt: place.occurredAt,
    ...state,
    ...description,
    // The revision that sign-offs bind to is the one that the gate has seen, see `gate.evidenceChanged`.
    planRevision: state?.planRevision ?? planRevision,
    runId: place.runId,
    version: place.version,
    updatedAt: place.occurredAt,
  };
}

function apply(
  state: GateState,
  event: Exclude<GateEvent, { type: 'gate.planned' }>,
): GateState {
  if (isCriterionEvent(event)) {
    return { ...state, criteria: evolveCriteria(state.criteria, event) };
  }
  switch (event.type) {
    case 'gate.opened':
      return { ...state, ...event.data, status: 'open' };
    case 'gate.evidenceChanged': {
      const { evidenceDigest, planRevision } = event.data;
      return { ...state, evidenceDigest, planRevision };
    }
    case 'gate.signed':
      return {
        ...state,
        signOffs: withSignOff(state.signOffs, event.data.signOff),
      };
    case 'gate.signOffWithdrawn':
      return {
        ...state,
        signOffs: state.signOffs.filter(({ by }) => by !== event.data.by),
      };
    case 'gate.decided':
      return {
        ...state,
        status: event.data.outcome,
        decisions: [...state.decisions, event.data].slice(-GATE_DECISIONS_KEPT),
      };
    case 'gate.reopened': {
      const { evidenceDigest, planRevision, expiresAt } = event.data;
      return {
        ...state,
        status: 'open',
        evidenceDigest,
        planRevision,
        expiresAt,
      };
    }
    default:
      return assertNever(event);
  }
}

/* istanbul ignore next: only what a newer release has written gets here */
function assertNever(event: never): never {
  throw new Error(
    `Unknown event ${
      (event as { type: string }).type
    }: a newer release wrote it, and only such a one can read it`,
  );
}

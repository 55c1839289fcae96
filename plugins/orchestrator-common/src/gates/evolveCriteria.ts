import type { CriterionEvent } from '../events';
import type { CriterionState, CriterionStates } from '../model';
import { withSignOff } from './signOffs';
import { criterionKey } from './standing';

const EMPTY: CriterionState = { ticks: {}, signOffs: [] };

/** The criteria of a stream after one more event; the given ones are left as they are. */
export function evolveCriteria(
  states: CriterionStates,
  event: CriterionEvent,
): CriterionStates {
  const key = criterionKey(event.data.gate, event.data.criterion);
  return { ...states, [key]: apply(states[key] ?? EMPTY, event) };
}

/** Tells the events of a criterion from the others of its stream. */
export function isCriterionEvent(event: {
  type: string;
}): event is CriterionEvent {
  return event.type.startsWith('criterion.');
}

function apply(state: CriterionState, event: CriterionEvent): CriterionState {
  switch (event.type) {
    case 'criterion.recorded':
      // A verdict is on what was found: it stays with the same finding, and goes with another one.
      return {
        ...state,
        result: event.data.result,
        verdict: event.data.renewed ? state.verdict : undefined,
        postponed: undefined,
      };
    case 'criterion.postponed':
      return { ...state, postponed: event.data.postponed };
    case 'criterion.ticked':
      return {
        ...state,
        ticks: { ...state.ticks, [event.data.item]: event.data.tick },
      };
    case 'criterion.waived':
      return { ...state, waiver: event.data.waiver };
    case 'criterion.waiverRevoked':
      return { ...state, waiver: undefined };
    case 'criterion.verdictGiven':
      return { ...state, verdict: event.data.verdict };
    case 'criterion.signed':
      return {
        ...state,
        signOffs: withSignOff(state.signOffs, event.data.signOff),
      };
    case 'criterion.signOffWithdrawn':
      return {
        ...state,
        signOffs: state.signOffs.filter(({ by }) => by !== event.data.by),
      };
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

import type { TrainEvent } from '../events';
import { SYSTEM_ACTOR, type TrainState } from '../model';
import { advanceRollback } from './advanceRollback';
import { advanceWave } from './advanceWave';
import { changedNotes, communicationDue } from './decideCommunication';
import { departed } from './decideTrain';
import { departureObstacles } from './obstacles';
import { successToMeasure } from './successMetrics';
import {
  aboard,
  BEFORE_DEPARTURE,
  ENDED_PHASES,
  type TrainContext,
} from './trainContext';

/** A milestone is announced so long before it, */
const ANNOUNCE_MS = 86_400_000;
/** or this share of the time from the train's creation to it, where that is less. */
const ANNOUNCE_SHARE = 10;

/** Work that may start now. @public */
export type TrainDirective =
  | { type: 'activate'; wave: string; round: number; products: string[] }
  | { type: 'rollBack'; wave: string; products: string[]; reason: string }
  /** Sample the metrics of a wave; what isn't named any more may end. */
  | { type: 'analyse'; wave: string; stage: 'during' | 'after' }
  | { type: 'send'; communication: string }
  /** Measure a success metric that is due. */
  | { type: 'measure'; metric: string };

/** What follows from the state of a train by itself. @public */
export interface TrainAdvance {
  /** Events to append first; when there are any, ask again. */
  events: TrainEvent[];
  start: TrainDirective[];
  /** The next instant at which something follows from the clock alone. */
  wakeAt?: string;
}

/**
 * Says what goes on by itself in a train: who is late, the departure, the next wave, what an analysis does to it, a
 * rollback, messages that are due, and those whose notes have changed, success metrics that are due.
 *
 * @remarks
 * Pure. The caller appends the events and asks again until there are none, then starts what it is told, and sets a timer
 * for `wakeAt`. The same directive comes again until it shows: each is to be carried out once, by its names.
 * @public
 */
export function advanceTrain(
  state: TrainState,
  context: TrainContext,
): TrainAdvance {
  if (ENDED_PHASES.includes(state.phase)) {
    return { events: [], start: [] };
  }
  const events = [
    ...announcements(state, context),
    ...lateness(state, context),
    ...phaseEvents(state, context),
    ...changedNotes(state, context),
  ];
  if (events.length > 0) {
    return { events, start: [] };
  }
  const travel = advanceTravel(state, context);
  if (travel.events.length > 0) {
    return { events: travel.events, start: [] };
  }
  const wakeAt = [travel.wakeAt, ...clock(state, context)]
    .filter((at): at is string => at !== undefined && at > context.now)
    .sort()[0];
  return {
    events: [],
    start: [
      ...travel.start,
      ...sending(state, context),
      ...measuring(state, context),
    ],
    ...(wakeAt !== undefined && { wakeAt }),
  };
}

/** A rollback goes on while the train is paused: it is what a pause is for. */
function advanceTravel(state: TrainState, context: TrainContext): TrainAdvance {
  if (state.rollback) {
    return advanceRollback(state, context);
  }
  return state.phase === 'departing'
    ? advanceWave(state, context)
    : { events: [], start: [] };
}

/** Milestones that come soon, each once, and once more when it is moved. */
function announcements(
  state: TrainState,
  { now }: Pick<TrainContext, 'now'>,
): TrainEvent[] {
  return unannounced(state)
    .filter(({ at }) => announceAt(state, at) <= now && now < at)
    .map(({ id, at }) => ({ type: 'milestone.announced', data: { id, at } }));
}

function unannounced({ plan, announced }: TrainState) {
  return plan.milestones.filter(
    ({ id, at }) => !announced.some(one => one.id === id && one.at === at),
  );
}

/** A day before; sooner before where a train has only hours. */
function announceAt({ createdAt }: TrainState, at: string): string {
  const time = Date.parse(at);
  const lead = Math.min(
    ANNOUNCE_MS,
    Math.max(0, (time - Date.parse(createdAt)) / ANNOUNCE_SHARE),
  );
  return new Date(time - lead).toISOString();
}

/** Products that a deadline has passed without a word. */
function lateness(state: TrainState, { now }: TrainContext): TrainEvent[] {
  if (!BEFORE_DEPARTURE.includes(state.phase)) {
    return [];
  }
  const passed = state.plan.milestones.filter(
    ({ deadline, at }) => deadline && at <= now,
  );
  return state.passengers
    .filter(({ standing }) => standing === 'aboard')
    .flatMap(({ id, ready, late, exceptions }) =>
      passed
        .filter(
          ({ id: milestone }) =>
            !late.includes(milestone) &&
            ![...ready, ...exceptions].some(one => one.milestone === milestone),
        )
        .map(
          ({ id: milestone }): TrainEvent => ({
            type: 'passenger.late',
            data: { product: id, milestone },
          }),
        ),
    );
}

function phaseEvents(state: TrainState, context: TrainContext): TrainEvent[] {
  const { now, gates } = context;
  switch (state.phase) {
    case 'planned':
      return now >= firstInstant(state)
        ? [{ type: 'train.preparingStarted', data: {} }]
        : [];
    case 'preparing':
    case 'rehearsing': {
      const before = state.manifest.spec.gates.filter(
        gate => gate.before === 'departure',
      );
      const opened = before.some(
        ({ id }) => (gates[id]?.status ?? 'waiting') !== 'waiting',
      );
      return opened || (before.length === 0 && now >= state.plan.departure)
        ? [{ type: 'train.gated', data: {} }]
        : [];
    }
    case 'gated':
      return state.manifest.spec.depart === 'automatic' &&
        !state.pause &&
        departureObstacles(state, context).length === 0
        ? [departed(state, SYSTEM_ACTOR.ref, context)]
        : [];
    default:
      return [];
  }
}

/** When the preparation begins: with the first milestone, or with the first gate. */
function firstInstant({ plan }: TrainState): string {
  return [
    plan.departure,
    ...plan.milestones.map(({ at }) => at),
    ...Object.values(plan.gatesOpen),
  ].sort()[0];
}

function sending(
  state: TrainState,
  { now }: TrainContext,
): TrainAdvance['start'] {
  return state.pause || aboard(state).length === 0
    ? []
    : state.communications
        .filter(communication => communicationDue(state, communication, now))
        .map(({ id }) => ({ type: 'send', communication: id }));
}

/** A pause doesn't keep anybody from looking. */
function measuring(
  state: TrainState,
  { now }: TrainContext,
): TrainAdvance['start'] {
  return successToMeasure(state)
    .filter(({ dueAt }) => dueAt <= now)
    .map(({ id }) => ({ type: 'measure', metric: id }));
}

/** Instants at which something may follow from the clock alone. */
function clock(
  state: TrainState,
  context: TrainContext,
): (string | undefined)[] {
  const { plan } = state;
  const before = BEFORE_DEPARTURE.includes(state.phase);
  return [
    ...(before
      ? [
          firstInstant(state),
          ...plan.milestones.map(({ at }) => at),
          ...Object.values(plan.gatesOpen),
          plan.departure,
          ...departureObstacles(state, context).map(({ until }) => until),
        ]
      : []),
    ...unannounced(state).map(({ at }) => announceAt(state, at)),
    ...successToMeasure(state).map(({ dueAt }) => dueAt),
    ...state.communications
      .filter(({ status }) => status === 'approved')
      .map(({ sendAt }) => sendAt),
  ];
}

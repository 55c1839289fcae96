import type { SuccessMetric, TrainGate } from '../manifest';
import type {
  CommunicationState,
  GateStatus,
  TrainState,
  WaveState,
  WindowOverride,
} from '../model';
import { rolloutWindow } from '../sweep/rolloutWindow';
import type { WindowState } from '../windows';
import { communicationWaitsFor, describeWait } from './decideCommunication';
import { openSuccessMetrics, successDueAt } from './successMetrics';
import {
  aboard,
  currentWave,
  ENDED_PHASES,
  hasLeft,
  type TrainContext,
} from './trainContext';
import { leftBehind } from './waveMembers';
import { windowsOf } from './windowsOf';

/** Something that stands in the way, and when it goes away by itself. @public */
export interface Obstacle {
  message: string;
  until?: string;
}

/**
 * What stands in the way of what comes next: the departure, the next wave, or the end.
 *
 * @public
 */
export function trainObstacles(
  state: TrainState,
  context: TrainContext,
): Obstacle[] {
  if (ENDED_PHASES.includes(state.phase)) {
    return [];
  }
  if (state.phase === 'closing') {
    return closeObstacles(state, context);
  }
  if (state.departedAt === undefined) {
    return departureObstacles(state, context);
  }
  const wave = currentWave(state);
  if (wave && wave.status !== 'done') {
    return [
      ...standstillObstacles(wave),
      ...(['halted', 'rolledBack'].includes(wave.status)
        ? [
            ...takenBackObstacles(state, wave),
            ...windowObstacles(state, context),
          ]
        : []),
    ];
  }
  const next = state.waves[(state.currentWave ?? -1) + 1];
  return next ? waveObstacles(state, next, context) : [];
}

/**
 * What stands in the way of the departure; nothing, if it can depart.
 *
 * @public
 */
export function departureObstacles(
  state: TrainState,
  context: TrainContext,
): Obstacle[] {
  const { plan } = state;
  return [
    ...planObstacles(state),
    ...gateObstacles(state, 'departure', context),
    ...(context.now < plan.departure
      ? [{ message: `It departs at ${plan.departure}`, until: plan.departure }]
      : []),
    ...windowObstacles(state, context),
  ];
}

/** What of a plan has to be cleared away before the departure: no date does it, and no gate. */
export function planObstacles(state: TrainState): Obstacle[] {
  const { plan, passengers } = state;
  return [
    ...plan.problems
      .filter(
        ({ severity, product }) =>
          severity === 'blocks' && !hasLeft(state, product),
      )
      .map(({ message }) => ({ message })),
    ...passengers
      .filter(({ standing }) => standing === 'aboard')
      .flatMap(({ id, late, exceptions, ready }) =>
        late
          .filter(
            milestone =>
              ![...exceptions, ...ready].some(
                one => one.milestone === milestone,
              ),
          )
          .map(milestone => ({
            message: `${id} is late for ${milestone}: grant an exception, or let it miss the train`,
          })),
      ),
    ...(passengers.some(({ standing }) => standing === 'aboard')
      ? []
      : [{ message: 'No product is aboard' }]),
  ];
}

/**
 * What stands in the way of a wave.
 *
 * Rules: semantics, sections 3 and 4. No wave before its gate, none in a closed window without an override.
 *
 * @public
 */
export function waveObstacles(
  state: TrainState,
  wave: WaveState,
  context: TrainContext,
): Obstacle[] {
  const notBefore = state.plan.wavesNotBefore[wave.id];
  return [
    ...takenBackObstacles(state, wave),
    ...gateObstacles(state, wave.id, context),
    ...(notBefore !== undefined && context.now < notBefore
      ? [{ message: `${wave.title} starts at ${notBefore}`, until: notBefore }]
      : []),
    ...windowObstacles(state, context),
  ];
}

/**
 * Whoever a wave has reached first isn't passed over: where an earlier wave was taken back as a whole, none goes on
 * after it, and neither does one that all products have been left behind of.
 */
export function takenBackObstacles(
  state: TrainState,
  wave: WaveState,
): Obstacle[] {
  const { waves } = state;
  const gone = waves
    .slice(0, waves.indexOf(wave))
    .filter(({ status }) => status === 'rolledBack');
  if (gone.length > 0) {
    return gone.map(({ title }) => ({
      message: `${title} was taken back, and ${wave.title} does not go on without it: stop here, or roll the train back`,
    }));
  }
  const { products } = wave;
  return products.length > 0 &&
    leftBehind(state, wave).length === products.length
    ? [
        {
          message: `All products of ${wave.title} were taken back from earlier waves: stop here, or roll the train back`,
        },
      ]
    : [];
}

/**
 * What has to be done before a train is closed.
 *
 * @public
 */
export function closeObstacles(
  state: TrainState,
  { now }: Pick<TrainContext, 'now'>,
): Obstacle[] {
  const open = state.incidents.filter(
    ({ resolvedAt }) => resolvedAt === undefined,
  );
  return [
    ...open.map(({ title }) => ({
      message: `The incident “${title}” is open`,
    })),
    ...(state.incidents.length > 0 && state.postMortem === undefined
      ? [{ message: 'There were incidents: link the post-mortem' }]
      : []),
    ...openSuccessMetrics(state).map(metric => successObstacle(state, metric)),
    ...state.communications
      .filter(({ status }) => status === 'sending')
      .map(({ id }) => ({ message: `${id} is being sent` })),
    ...state.communications
      .filter(({ status }) => status === 'approved')
      .map(communication => unsentObstacle(state, communication, now)),
  ];
}

/** What somebody has approved goes out, or somebody says that it does not: nothing goes out of a train that is over. */
function unsentObstacle(
  state: TrainState,
  communication: CommunicationState,
  now: string,
): Obstacle {
  const wait = communicationWaitsFor(state, communication, now);
  const why = wait ? describeWait(state, wait) : 'has not gone out yet';
  // No wave is to come any more, and nobody is told of a train without passengers.
  const never = wait?.for === 'wave' || aboard(state).length === 0;
  const held = state.pause ? 'resume the train' : 'let it go out first';
  return {
    message: `${communication.id} is approved, and ${why}: ${
      never ? 'cancel it' : `${held}, or cancel it`
    }`,
    ...(wait?.for === 'time' && { until: wait.at }),
  };
}

function successObstacle(state: TrainState, metric: SuccessMetric): Obstacle {
  const { id, title, query } = metric;
  const remedy = 'record its value, or say why there is none';
  const problem = state.success.find(one => one.id === id)?.problem;
  if (problem) {
    return {
      message: `“${title}” could not be measured (${problem.message}): ${remedy}`,
    };
  }
  const until = successDueAt(state, metric);
  return query === undefined
    ? { message: `“${title}” is not measured: ${remedy}` }
    : {
        message: `“${title}” is measured at ${until}: wait for it, ${remedy}`,
        until,
      };
}

/** Why a wave that has started does not go on by itself: a person has to say how. */
export function standstillObstacles({
  title,
  status,
  halt,
}: WaveState): Obstacle[] {
  const message = {
    halted: `${title} is halted`,
    rolledBack: `${title} is rolled back`,
    awaitingVerdict: `${title} waits for a verdict`,
  }[status as string];
  if (message === undefined) {
    return [];
  }
  return [{ message: halt ? `${message}: ${halt.reason}` : message }];
}

/** The override that a beginning needs, and has: in an open window none is passed. */
export function passedOverride(
  state: TrainState,
  context: WindowContext,
): WindowOverride | undefined {
  const override = activeOverride(state, context.now);
  return override && !windowNow(state, context).open ? override : undefined;
}

/** The override that is in force, if any. */
function activeOverride(
  state: Pick<TrainState, 'override'>,
  now: string,
): WindowOverride | undefined {
  return state.override && state.override.expiresAt > now
    ? state.override
    : undefined;
}

function gateObstacles(
  state: TrainState,
  before: string,
  { gates }: TrainContext,
): Obstacle[] {
  return state.manifest.spec.gates
    .filter(gate => gate.before === before)
    .filter(({ id }) => gates[id]?.status !== 'go')
    .map(gate => gateObstacle(gate, gates[gate.id]?.status));
}

/** A gate that is no GO. */
export function gateObstacle(
  { id, title }: Pick<TrainGate, 'id' | 'title'>,
  status: GateStatus = 'waiting',
): Obstacle {
  return {
    message: `${title ?? id} is ${
      { waiting: 'not open yet', open: 'undecided', noGo: 'a NO-GO' }[
        status as 'waiting' | 'open' | 'noGo'
      ]
    }`,
  };
}

/** What is looked at to tell whether windows are open. */
type WindowContext = Pick<TrainContext, 'now' | 'operatorWindows'>;

function windowNow(
  { manifest }: TrainState,
  { now, operatorWindows }: WindowContext,
): WindowState {
  return rolloutWindow(windowsOf(manifest, operatorWindows), undefined, now);
}

/** A closed window, where no override is in force. Rule: semantics, section 4. */
export function windowObstacles(
  state: TrainState,
  context: WindowContext,
): Obstacle[] {
  if (activeOverride(state, context.now)) {
    return [];
  }
  const { open, reason, nextOpen } = windowNow(state, context);
  return open
    ? []
    : [{ message: reason, ...(nextOpen !== undefined && { until: nextOpen }) }];
}

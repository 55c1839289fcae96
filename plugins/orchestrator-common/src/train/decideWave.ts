import type { TrainEvent } from '../events';
import { canonicalJson } from '../manifest';
import type { TrainState, WaveState } from '../model';
import { accept, reject, type Decision } from '../sweep/decision';
import {
  passedOverride,
  takenBackObstacles,
  windowObstacles,
} from './obstacles';
import { askedRollback } from './rollbackScope';
import { currentWave, type TrainContext } from './trainContext';
import type { TrainCommandOf } from './trainCommands';
import { leftBehind } from './waveMembers';

const UNDER_WAY: WaveState['status'][] = [
  'activating',
  'soaking',
  'analysing',
  'awaitingVerdict',
];

/** Decides what people and analyses do to the waves of a train. */
export function decideWave(
  state: TrainState,
  command: TrainCommandOf<
    | 'halt'
    | 'resumeWave'
    | 'stopHere'
    | 'rollback'
    | 'recordAnalysis'
    | 'giveVerdict'
  >,
  context: TrainContext,
): Decision<TrainEvent> {
  const wave = currentWave(state);
  if (!wave) {
    return command.type === 'stopHere' && state.phase === 'departing'
      ? stopHere(state, command)
      : reject('conflict', 'No wave has started');
  }
  switch (command.type) {
    case 'halt':
      return UNDER_WAY.includes(wave.status)
        ? accept<TrainEvent>({
            type: 'wave.halted',
            data: {
              id: wave.id,
              reason: command.reason,
              by: command.by,
              cause: 'person',
            },
          })
        : reject(
            'conflict',
            `${wave.title} is ${wave.status}: there is nothing to halt`,
          );
    case 'resumeWave':
      return resumeWave(state, wave, command, context);
    case 'stopHere':
      return stopHere(state, command);
    case 'rollback':
      return rollback(state, command);
    case 'recordAnalysis':
      return recordAnalysis(state, wave, command);
    case 'giveVerdict':
      return giveVerdict(wave, command);
    default:
      return assertNever(command);
  }
}

/** To go on is to begin again: not in a closed window without an override. Rule: semantics, section 4. */
function resumeWave(
  state: TrainState,
  wave: WaveState,
  { by, reason }: TrainCommandOf<'resumeWave'>,
  context: TrainContext,
): Decision<TrainEvent> {
  if (state.rollback) {
    return reject(
      'conflict',
      'A rollback is under way: it can be resumed when that is done',
    );
  }
  if (wave.status !== 'halted' && wave.status !== 'rolledBack') {
    return reject('conflict', `${wave.title} is ${wave.status}, not halted`);
  }
  const obstacles = [
    ...takenBackObstacles(state, wave),
    ...windowObstacles(state, context),
  ];
  if (obstacles.length > 0) {
    return reject(
      'conflict',
      obstacles.map(({ message }) => message).join('; '),
    );
  }
  const override = passedOverride(state, context);
  const behind = leftBehind(state, wave);
  return accept<TrainEvent>({
    type: 'wave.resumed',
    data: {
      id: wave.id,
      by,
      reason,
      ...(override && { override }),
      ...(behind.length > 0 && { leftBehind: behind }),
    },
  });
}

function stopHere(
  state: TrainState,
  { by, reason }: TrainCommandOf<'stopHere'>,
): Decision<TrainEvent> {
  const wave = currentWave(state);
  if (
    state.phase !== 'departing' ||
    state.rollback ||
    (wave && UNDER_WAY.includes(wave.status))
  ) {
    return reject('conflict', stopObstacle(state, wave));
  }
  return accept<TrainEvent>(
    ...state.waves
      .filter(({ status }) => status === 'pending')
      .map(
        ({ id }): TrainEvent => ({
          type: 'wave.skipped',
          data: { id, by, reason },
        }),
      ),
    { type: 'train.closingStarted', data: { reason } },
  );
}

function stopObstacle(
  { phase, rollback: under }: TrainState,
  wave: WaveState | undefined,
): string {
  if (under) {
    return 'A rollback is under way';
  }
  return phase === 'departing' && wave
    ? `${wave.title} is ${wave.status}: halt the wave first`
    : `The train is ${phase}: no wave is under way`;
}

/** Always permitted once something was activated, whatever window, pause or gate says. Rule: semantics, section 4. */
function rollback(
  state: TrainState,
  { by, reason, scope, products }: TrainCommandOf<'rollback'>,
): Decision<TrainEvent> {
  const whole = scope === 'train' && products === undefined;
  if (state.rollback?.whole) {
    return accept<TrainEvent>();
  }
  const unknown = products?.find(
    id => !state.plan.products.some(product => product.id === id),
  );
  if (unknown !== undefined) {
    return reject('invalid', `The train has no product ${unknown}`);
  }
  return accept<TrainEvent>({
    type: 'rollback.started',
    data: {
      by,
      reason,
      whole,
      ...askedRollback(state, scope, products),
    },
  });
}

function recordAnalysis(
  state: TrainState,
  wave: WaveState,
  command: TrainCommandOf<'recordAnalysis'>,
): Decision<TrainEvent> {
  const { type, round, ...assessed } = command;
  if (round !== undefined && round !== wave.round) {
    // It tells of what was there before the wave was resumed.
    return accept<TrainEvent>();
  }
  if (
    command.wave !== wave.id ||
    ![...UNDER_WAY, 'halted'].includes(wave.status)
  ) {
    return state.waves.some(({ id }) => id === command.wave)
      ? accept<TrainEvent>()
      : reject('invalid', `The train has no wave ${command.wave}`);
  }
  const known = wave[command.stage];
  const same =
    known !== undefined &&
    known.phase === command.phase &&
    canonicalJson({ metrics: known.metrics, judged: known.judged }) ===
      canonicalJson({ metrics: command.metrics, judged: command.judged });
  return same
    ? accept<TrainEvent>()
    : accept<TrainEvent>({ type: 'analysis.assessed', data: assessed });
}

/** What is inconclusive asks a person, and takes the answer with its reason. Rule: semantics, section 1. */
function giveVerdict(
  wave: WaveState,
  { decision, by, reason }: TrainCommandOf<'giveVerdict'>,
): Decision<TrainEvent> {
  if (wave.status !== 'awaitingVerdict') {
    return reject(
      'conflict',
      `${wave.title} is ${wave.status}: it waits for no verdict`,
    );
  }
  if (reason.trim() === '') {
    return reject('invalid', 'A verdict needs its reason');
  }
  const verdict: TrainEvent = {
    type: 'wave.verdictGiven',
    data: {
      id: wave.id,
      stage: wave.returnTo === 'analysing' ? 'after' : 'during',
      decision,
      by,
      reason,
    },
  };
  return decision === 'proceed'
    ? accept<TrainEvent>(verdict)
    : accept<TrainEvent>(verdict, {
        type: 'wave.halted',
        data: { id: wave.id, reason, by, cause: 'verdict' },
      });
}

/* istanbul ignore next: the compiler shows that it is never reached */
function assertNever(value: never): never {
  throw new Error(`Unknown command ${JSON.stringify(value)}`);
}

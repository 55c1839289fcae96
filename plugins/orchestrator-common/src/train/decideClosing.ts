import type { TrainEvent } from '../events';
import type { TrainState } from '../model';
import { compareWith, parseCriterion } from '../scoring/criterion';
import { accept, reject, type Decision } from '../sweep/decision';
import { closeObstacles } from './obstacles';
import type { TrainContext } from './trainContext';
import type { TrainCommandOf } from './trainCommands';

/** Decides on follow-ups, success metrics, the post-mortem and the end. */
export function decideClosing(
  state: TrainState,
  command: TrainCommandOf<
    | 'addFollowUp'
    | 'finishFollowUp'
    | 'recordSuccess'
    | 'recordPostMortem'
    | 'close'
  >,
  context: TrainContext,
): Decision<TrainEvent> {
  switch (command.type) {
    case 'addFollowUp':
      return state.followUps.some(({ id }) => id === command.followUp.id)
        ? accept<TrainEvent>()
        : accept<TrainEvent>({
            type: 'followUp.added',
            data: { ...command.followUp, status: 'open' },
          });
    case 'finishFollowUp': {
      const followUp = state.followUps.find(({ id }) => id === command.id);
      if (!followUp) {
        return reject('invalid', `The train has no follow-up ${command.id}`);
      }
      return followUp.status === 'done'
        ? accept<TrainEvent>()
        : accept<TrainEvent>({
            type: 'followUp.finished',
            data: { id: command.id, by: command.by },
          });
    }
    case 'recordSuccess':
      return recordSuccess(state, command);
    case 'recordPostMortem':
      return accept<TrainEvent>({
        type: 'postMortem.recorded',
        data: { by: command.by, url: command.url },
      });
    case 'close':
      return close(state, command, context);
    default:
      return assertNever(command);
  }
}

function recordSuccess(
  state: TrainState,
  { id, value, note, by }: TrainCommandOf<'recordSuccess'>,
): Decision<TrainEvent> {
  const metric = state.manifest.spec.success.find(one => one.id === id);
  if (!metric) {
    return reject('invalid', `The train has no success metric ${id}`);
  }
  if (value === undefined && !note?.trim()) {
    return reject('invalid', `Say why “${metric.title}” has no value`);
  }
  const target = parseCriterion(metric.target);
  return accept<TrainEvent>({
    type: 'success.recorded',
    data: {
      id,
      by,
      ...(value !== undefined && { value }),
      ...(note !== undefined && { note }),
      met:
        value !== undefined &&
        compareWith(target.operator, value, target.value),
    },
  });
}

function close(
  state: TrainState,
  { by }: TrainCommandOf<'close'>,
  context: TrainContext,
): Decision<TrainEvent> {
  if (state.phase !== 'closing' || state.rollback) {
    return reject(
      'conflict',
      `The train is ${state.phase}${
        state.rollback ? ', and is rolled back' : ''
      }: it can be closed after its last wave`,
    );
  }
  const obstacles = closeObstacles(state, context);
  return obstacles.length > 0
    ? reject('conflict', obstacles.map(({ message }) => message).join('; '))
    : accept<TrainEvent>({
        type: 'train.closed',
        data: { by, outcome: outcomeOf(state) },
      });
}

/** How a train ends: all waves done, some of it, or nothing of it left. */
function outcomeOf({
  waves,
  passengers,
}: TrainState): 'succeeded' | 'partlySucceeded' | 'rolledBack' {
  const started = waves.filter(({ startedAt }) => startedAt !== undefined);
  if (
    started.length > 0 &&
    started.every(({ status }) => status === 'rolledBack')
  ) {
    return 'rolledBack';
  }
  return waves.every(
    ({ status, rolledBack }) => status === 'done' && rolledBack.length === 0,
  ) && passengers.every(({ standing }) => standing === 'aboard')
    ? 'succeeded'
    : 'partlySucceeded';
}

/* istanbul ignore next: the compiler shows that it is never reached */
function assertNever(value: never): never {
  throw new Error(`Unknown command ${JSON.stringify(value)}`);
}

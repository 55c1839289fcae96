import type { TrainEvent } from '../events';
import type { SuccessMetric } from '../manifest';
import type { TrainState } from '../model';
import { compareWith, parseCriterion } from '../scoring/criterion';
import { accept, reject, type Decision } from '../sweep/decision';
import { carryOver } from './createTrain';
import { closeObstacles } from './obstacles';
import { measureObstacle } from './successMetrics';
import type { TrainContext } from './trainContext';
import type { TrainCommandOf } from './trainCommands';

/** Decides on follow-ups, success metrics, the post-mortem and the end. */
export function decideClosing(
  state: TrainState,
  command: TrainCommandOf<
    | 'addFollowUp'
    | 'finishFollowUp'
    | 'carryFollowUps'
    | 'recordSuccess'
    | 'reportSuccess'
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
      if (followUp.carriedTo !== undefined) {
        return reject(
          'conflict',
          `The train ${followUp.carriedTo} has taken it over: say there that it is done`,
        );
      }
      return followUp.status === 'done'
        ? accept<TrainEvent>()
        : accept<TrainEvent>({
            type: 'followUp.finished',
            data: { id: command.id, by: command.by },
          });
    }
    case 'carryFollowUps':
      return accept<TrainEvent>(
        ...carryOver(state)
          .filter(({ id }) => command.ids.includes(id))
          .map(
            ({ id }): TrainEvent => ({
              type: 'followUp.carried',
              data: { id, to: command.to, by: command.by },
            }),
          ),
      );
    case 'recordSuccess':
      return recordSuccess(state, command);
    case 'reportSuccess':
      return reportSuccess(state, command);
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
  return accept<TrainEvent>({
    type: 'success.recorded',
    data: {
      id,
      by,
      ...(value !== undefined && { value }),
      ...(note !== undefined && { note }),
      met: value !== undefined && reaches(metric, value),
    },
  });
}

/** What was measured counts like what a person says; that it failed is said once, until there is something else to say. */
function reportSuccess(
  state: TrainState,
  { id, result, source, by }: TrainCommandOf<'reportSuccess'>,
): Decision<TrainEvent> {
  const metric = state.manifest.spec.success.find(one => one.id === id);
  const obstacle = measureObstacle(state, id);
  if (!metric || obstacle !== undefined) {
    return reject('conflict', obstacle ?? id);
  }
  if ('value' in result) {
    const { value } = result;
    return accept<TrainEvent>({
      type: 'success.recorded',
      data: { id, by, value, met: reaches(metric, value), source },
    });
  }
  const known = state.success.find(one => one.id === id)?.problem;
  return known?.message === result.error
    ? accept<TrainEvent>()
    : accept<TrainEvent>({
        type: 'success.failed',
        data: { id, by, message: result.error, source },
      });
}

function reaches(
  { target: text }: Pick<SuccessMetric, 'target'>,
  value: number,
): boolean {
  const target = parseCriterion(text);
  return compareWith(target.operator, value, target.value);
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

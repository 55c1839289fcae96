import type { TrainEvent } from '../events';
import type { TrainState } from '../model';
import { restoreObstacle } from '../sweep/archive';
import { accept, reject, type Decision } from '../sweep/decision';
import type { TrainCommandOf } from './trainCommands';
import { ENDED_PHASES, type TrainContext } from './trainContext';

/**
 * Why a train can't become history yet, be it in the archive or in a file that is imported; undefined where it can.
 *
 * @remarks A step or a message that is still under way would report to a train that takes no report any more.
 * @public
 */
export function trainHistoryObstacle(
  { phase, communications }: Pick<TrainState, 'phase' | 'communications'>,
  { activations }: Pick<TrainContext, 'activations'>,
): string | undefined {
  if (!ENDED_PHASES.includes(phase)) {
    return `The train is ${phase}; accepted is a train that is ${ENDED_PHASES.join(
      ', ',
    )}`;
  }
  const moving = Object.values(activations)
    .flatMap(wave => Object.entries(wave))
    .filter(
      ([, { status }]) => status === 'activating' || status === 'rollingBack',
    )
    .map(([product]) => product);
  if (moving.length > 0) {
    return `Steps are under way for ${[...new Set(moving)].join(
      ', ',
    )}; accepted is a train without any`;
  }
  const sending = communications.find(({ status }) => status === 'sending');
  return sending
    ? `The message ${sending.id} is being sent; accepted is a train without any on its way`
    : undefined;
}

/** A train that is to be archived twice is archived once. */
export function decideTrainArchive(
  state: TrainState,
  { by }: TrainCommandOf<'archive'>,
  context: TrainContext,
): Decision<TrainEvent> {
  if (state.archivedAt !== undefined) {
    return accept<TrainEvent>();
  }
  const obstacle = trainHistoryObstacle(state, context);
  return obstacle === undefined
    ? accept<TrainEvent>({ type: 'train.archived', data: { by } })
    : reject('conflict', obstacle);
}

export function decideTrainRestore(
  state: TrainState,
  { by }: TrainCommandOf<'restore'>,
): Decision<TrainEvent> {
  const obstacle = restoreObstacle(state);
  if (obstacle !== undefined) {
    return reject('conflict', obstacle);
  }
  return state.archivedAt === undefined
    ? accept<TrainEvent>()
    : accept<TrainEvent>({ type: 'train.restored', data: { by } });
}

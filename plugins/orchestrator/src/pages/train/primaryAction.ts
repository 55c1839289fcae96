import type { TrainDetail } from '../../data';

/** The one thing to do next: a command, or the page to look at. */
export type TrainPrimaryAction =
  | 'sign'
  | 'depart'
  | 'resume'
  | 'resumeWave'
  | 'giveVerdict'
  | 'halt'
  | 'close'
  | 'seeWaves'
  | 'seeReport';

/** The one thing to do next with a train as it stands. */
export function trainPrimaryAction(detail: TrainDetail): TrainPrimaryAction {
  const { phase, train, board } = detail;
  if (['closed', 'rolledBack', 'cancelled'].includes(phase)) {
    return 'seeReport';
  }
  if (train.pause) {
    return 'resume';
  }
  if (phase === 'closing') {
    return 'close';
  }
  if (phase === 'departing') {
    const wave =
      train.currentWave === undefined
        ? undefined
        : train.waves[train.currentWave];
    if (train.rollback) {
      return 'seeWaves';
    }
    if (wave?.status === 'halted') {
      return 'resumeWave';
    }
    if (wave?.status === 'awaitingVerdict') {
      return 'giveVerdict';
    }
    return wave?.status === 'done' && openGate(board, 'wave') ? 'sign' : 'halt';
  }
  return openGate(board, 'departure') ? 'sign' : 'depart';
}

/** A gate that is open and no GO yet. */
function openGate(
  board: TrainDetail['board'],
  before: 'departure' | 'wave',
): boolean {
  return board.some(
    gate =>
      gate.status === 'open' &&
      (gate.before === 'departure') === (before === 'departure'),
  );
}

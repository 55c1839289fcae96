import { currentWave } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { GateBoard, TrainDetail } from '../../data';

/** The one thing to do next: a command, or the page to look at. */
export type TrainPrimaryAction =
  | 'sign'
  | 'depart'
  | 'resume'
  | 'resumeWave'
  | 'giveVerdict'
  | 'halt'
  | 'close'
  | 'seeCommunications'
  | 'seeGate'
  | 'seeIncidents'
  | 'seePlan'
  | 'seeReport'
  | 'seeWaves';

/**
 * The one thing to do next with a train as it stands.
 *
 * @remarks A command only where the train's state lets it through: where something else has to come first, that is
 * what is next.
 */
export function trainPrimaryAction(detail: TrainDetail): TrainPrimaryAction {
  const { phase, train } = detail;
  if (['closed', 'rolledBack', 'cancelled'].includes(phase)) {
    return 'seeReport';
  }
  // Neither a pause nor the end keeps a rollback waiting.
  if (train.rollback) {
    return 'seeWaves';
  }
  if (phase === 'closing') {
    return beforeTheEnd(detail);
  }
  if (train.pause) {
    return 'resume';
  }
  const wave = currentWave(train);
  switch (wave?.status) {
    case 'activating':
    case 'soaking':
    case 'analysing':
      return 'halt';
    case 'awaitingVerdict':
      return 'giveVerdict';
    case 'halted':
    case 'rolledBack':
      return 'resumeWave';
    default:
      return beforeTheNext(detail);
  }
}

/** The gate that keeps what comes next: one to sign, else one that said no. */
export function gateInTheWay(detail: TrainDetail): GateBoard | undefined {
  const { board, train } = detail;
  const next =
    train.departedAt === undefined
      ? 'departure'
      : train.waves[(train.currentWave ?? -1) + 1]?.id;
  const gates = board.filter(({ before }) => before === next);
  return (
    gates.find(({ status }) => status === 'open') ??
    gates.find(({ status }) => status === 'noGo')
  );
}

/** Whether a gate asks for signatures: others go when their evidence is complete. */
function isSigned({ train }: TrainDetail, { id }: GateBoard): boolean {
  return train.manifest.spec.gates.every(
    gate => gate.id !== id || gate.signOffs.length > 0,
  );
}

/** Before the departure, or between two waves. */
function beforeTheNext(detail: TrainDetail): TrainPrimaryAction {
  const gate = gateInTheWay(detail);
  if (gate) {
    return gate.status === 'open' && isSigned(detail, gate)
      ? 'sign'
      : 'seeGate';
  }
  if (detail.train.departedAt !== undefined) {
    return 'seeWaves';
  }
  return detail.obstacles.length === 0 ? 'depart' : 'seePlan';
}

/** What keeps a train from its end is cleared where it is written down. */
function beforeTheEnd({ train, obstacles }: TrainDetail): TrainPrimaryAction {
  if (train.incidents.some(({ resolvedAt }) => resolvedAt === undefined)) {
    return 'seeIncidents';
  }
  if (obstacles.length === 0) {
    return 'close';
  }
  // Each message that is still to go out is one obstacle: where there are no others, the report is whole.
  const unsent = train.communications.filter(
    ({ status }) => status === 'approved' || status === 'sending',
  );
  return obstacles.length === unsent.length ? 'seeCommunications' : 'seeReport';
}

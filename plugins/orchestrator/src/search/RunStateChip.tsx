import type {
  RunDocument,
  RunStatus,
  SweepDocument,
  TrainDocument,
  TrainPhase,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import {
  OUTCOME_LOOKS,
  PhaseChip,
  RunChip,
  TRAIN_OUTCOME_LOOKS,
} from '../components/states';

/** Where a run of the index stands; how it ended, once it has. */
export function RunStateChip(props: { run: RunDocument }) {
  const { run } = props;
  if (run.kind === 'Sweep') {
    return isOutcome(run.state) ? (
      <RunChip status="finished" outcome={run.state} />
    ) : (
      <RunChip status={run.state} />
    );
  }
  return isTrainOutcome(run.state) ? (
    <PhaseChip phase="closed" outcome={run.state} />
  ) : (
    <PhaseChip phase={run.state} />
  );
}

function isOutcome(
  state: SweepDocument['state'],
): state is Exclude<SweepDocument['state'], RunStatus> {
  return state in OUTCOME_LOOKS;
}

/** What is both a phase and an outcome looks the same as either. */
function isTrainOutcome(
  state: TrainDocument['state'],
): state is Exclude<TrainDocument['state'], TrainPhase> {
  return state in TRAIN_OUTCOME_LOOKS;
}

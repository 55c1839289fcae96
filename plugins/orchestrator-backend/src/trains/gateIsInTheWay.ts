import {
  gateIsUsed,
  type GateState,
  type TrainState,
} from '@backstage-orchestrator/plugin-orchestrator-common';

/** A revised plan may have dropped a gate, whose stream stays; one that has let the train through is history. */
export function gateIsInTheWay(
  train: Pick<TrainState, 'manifest' | 'departedAt' | 'waves' | 'phase'>,
  { id, before }: Pick<GateState, 'id' | 'before'>,
): boolean {
  return (
    train.manifest.spec.gates.some(gate => gate.id === id) &&
    !gateIsUsed(train, before)
  );
}

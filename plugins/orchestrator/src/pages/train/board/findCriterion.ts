import {
  criterionKey,
  gateIsUsed,
  TRAIN_PART,
  type CriterionState,
  type Criticality,
  type GateCriterion,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { BoardCell, TrainDetail } from '../../../data';
import { titleOf } from '../TrainContext';
import type { CellAddress } from './cellAddress';

/** Everything that is known of one cell of the board. */
export interface FoundCriterion extends CellAddress {
  cell: BoardCell;
  /** Title of the product; undefined for the train as a whole. */
  product?: string;
  owner?: string;
  criticality: Criticality;
  asked: GateCriterion;
  state: CriterionState;
  /** What a sign-off of it binds to. */
  subjectDigest: string;
  /** The train has passed the gate: its evidence is history. */
  used: boolean;
}

const NOTHING: CriterionState = { ticks: {}, signOffs: [] };

/** Gathers what is known of a cell; undefined where the plan asks nothing of this name. */
export function findCriterion(
  detail: TrainDetail,
  address: CellAddress,
): FoundCriterion | undefined {
  const { part, gate, criterion } = address;
  const board = detail.board.find(({ id }) => id === gate);
  const cells = board?.parts.find(one => one.part === part);
  const cell = cells?.cells.find(one => one.criterion === criterion);
  const asked = detail.train.manifest.spec.gates
    .find(({ id }) => id === gate)
    ?.criteria.find(({ id }) => id === criterion);
  if (!board || !cells || !cell || !asked) {
    return undefined;
  }
  const states =
    part === TRAIN_PART
      ? detail.gateStates.find(({ id }) => id === gate)?.criteria
      : detail.productStates.find(({ id }) => id === part)?.criteria;
  const planned = detail.train.plan.products.find(({ id }) => id === part);
  return {
    ...address,
    cell,
    asked,
    subjectDigest: cells.subjectDigest,
    state: states?.[criterionKey(gate, criterion)] ?? NOTHING,
    criticality: planned?.criticality ?? 'critical',
    owner: planned?.owner ?? detail.owner,
    used: gateIsUsed(detail.train, board.before),
    ...(part !== TRAIN_PART && { product: titleOf(detail, part) }),
  };
}

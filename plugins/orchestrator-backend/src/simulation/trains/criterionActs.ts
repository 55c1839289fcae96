import {
  TRAIN_PART,
  type CriterionCommand,
  type ResultDraft,
  type TrainState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Request } from '../../runs/RunService';
import type { TrainService } from '../../trains/TrainService';
import type { TrainView } from './TrainView';

type Cell = TrainView['cells'][number];
/** A command without the place that it is about. */
type Placeless<T> = T extends unknown ? Omit<T, 'gate' | 'criterion'> : never;

/** Sends a command about one criterion where its stream is. */
export function onCriterion(
  service: TrainService,
  train: TrainState,
  { gate, part, cell }: Cell,
  command: Placeless<CriterionCommand>,
  request: Request,
): Promise<TrainState> {
  const placed = {
    ...command,
    gate,
    criterion: cell.criterion,
  } as CriterionCommand;
  return part === TRAIN_PART
    ? service.commandGate(train.id, gate, placed, request)
    : service.commandProduct(train.id, part, placed, request);
}

/** What a pipeline found. */
export function checksAre(status: ResultDraft['status'], build: number) {
  return {
    status,
    summary: `Build ${build} is ${status}`,
    evidence: [{ title: 'Build', url: `https://ci.example.com/${build}` }],
  };
}

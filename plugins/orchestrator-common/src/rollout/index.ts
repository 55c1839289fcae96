export { planBatches, startable } from './planBatches';
export { canarySize } from './sizes';
export type {
  BatchGrowth,
  CanarySpec,
  RolloutSpec,
  TargetBatch,
  TargetFacts,
} from './types';

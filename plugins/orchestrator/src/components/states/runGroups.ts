import type {
  RunStatus,
  TrainPhase,
} from '@backstage-orchestrator/plugin-orchestrator-common';

/** States of a run that has not ended. */
export const RUNS_IN_PROGRESS: RunStatus[] = [
  'planned',
  'dryRunning',
  'readyToStart',
  'running',
  'awaitingApproval',
  'tracking',
  'paused',
  'rollingBack',
];

/** States in which a run stands still until a person does something. */
export const RUNS_THAT_WAIT_FOR_PEOPLE: RunStatus[] = [
  'readyToStart',
  'awaitingApproval',
  'paused',
];

/** Phases of a train that has not departed. */
export const TRAINS_AHEAD: TrainPhase[] = [
  'planned',
  'preparing',
  'rehearsing',
  'gated',
];

/** Phases of a train that has departed and has not ended. */
export const TRAINS_TRAVELLING: TrainPhase[] = ['departing', 'closing'];

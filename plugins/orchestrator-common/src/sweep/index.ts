export * from './actions';
export * from './advanceRun';
export { signingObstacle, staleSignOffs, validSignOffs } from './approvals';
export {
  historyObstacle,
  restoreObstacle,
  sealObstacle,
  type HistoryMarks,
} from './archive';
export { IN_FLIGHT_STATUSES, countOf, total, unsettled } from './counts';
export type { Decision, EventPlace, Rejection } from './decision';
export * from './decideRun';
export * from './decideTarget';
export * from './evolveRun';
export * from './evolveTarget';
export * from './runCommands';
export * from './targetCommands';
export * from './expectedTurn';
export {
  TURN_WAITS,
  type ExpectedTurn,
  type QueuePlace,
  type TurnFacts,
  type TurnRun,
} from './turnFacts';
export { isForetold } from './turnToBegin';
export * from './waiting';
export * from './createRun';
export * from './planRollout';
export { rolloutWindow, type RolloutWindows } from './rolloutWindow';
export { LONGEST_WINDOW_OVERRIDE_MS } from './windowOverride';

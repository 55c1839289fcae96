export { flagBucket } from './bucket';
export { decideFlag, type FlagContext } from './decideFlag';
export * from './definition';
export {
  evaluateFlag,
  type EvaluatedFlag,
  type EvaluationContext,
  type FlagEvaluation,
  type FlagEvaluationFailure,
  type FlagReason,
  type FlagResolution,
} from './evaluateFlag';
export { evolveFlag, type FlagEventPlace } from './evolveFlag';
export type { FlagCommand, FlagCommandOf } from './flagCommands';
export {
  flagStream,
  type FlagEvent,
  type FlagEventData,
  type FlagEventType,
} from './flagEvents';
export { definitionOf } from './flagParts';
export { parseFlag, parseFlagText, type FlagResult } from './parseFlag';
export { flagStanding, type FlagStanding } from './standing';

export { resultOfCi, type CiCheck, type CommitChecks } from './ciResult';
export { isCriterionCommand, type CriterionCommand } from './criterionCommands';
export { decideCriterion, type CriterionContext } from './decideCriterion';
export {
  advanceGate,
  decideGate,
  standingOfGate,
  type GateContext,
} from './decideGate';
export { evolveGate, GATE_DECISIONS_KEPT } from './evolveGate';
export type { GateCommand } from './gateCommands';
export {
  expectedParts,
  gateStanding,
  type GateEvidence,
  type GateStanding,
} from './gateStanding';
export { measuredMetrics, measuredScore } from './measured';
export * from './results';
export {
  assessSignOffs,
  maySign,
  signOffObstacle,
  type RuleAssessment,
  type SigningRule,
} from './signOffs';
export {
  criteriaOf,
  criterionKey,
  criterionStanding,
  gatePart,
  TRAIN_PART,
  type PartStanding,
  type StandingContext,
} from './standing';
export {
  isOutdated,
  isTicked,
  overdueSince,
  tickItems,
  wordsOf,
  type ProductCheck,
  type TickItem,
} from './tickItems';
export {
  DEFAULT_STRICTNESS,
  strictnessTable,
  type Strictness,
  type StrictnessLevel,
} from './strictness';

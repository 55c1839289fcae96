export {
  parseCriterion,
  type Criterion,
  type CriterionOperator,
} from './criterion';
export { aggregateHistory, type HistoryAggregate } from './history';
export { scoreCriteria } from './scoreCriteria';
export type {
  CriteriaSet,
  CriterionOutcome,
  HistoryEntry,
  IndicatorResult,
  IndicatorScore,
  Objective,
  Score,
  ScoreOptions,
  ScoreResult,
} from './types';

export type { ConditionRead } from './checkCondition';
export { ConditionError } from './ConditionError';
export {
  compileCondition,
  evaluateCondition,
  testCondition,
  type CompiledCondition,
  type ConditionScope,
  type ConditionValues,
} from './conditions';

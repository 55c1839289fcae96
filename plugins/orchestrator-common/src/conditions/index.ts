export { ConditionError } from './ConditionError';
export {
  compileCondition,
  evaluateCondition,
  testCondition,
  type CompiledCondition,
  type ConditionValues,
} from './conditions';

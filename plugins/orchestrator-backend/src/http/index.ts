export {
  createOperationCaller,
  type CallOperation,
  type OperationCallOptions,
} from './callOperation';
export type { Caller } from './caller';
export { createHealthRouter, HEALTH_PATH } from './createHealthRouter';
export { createRouter, PUBLIC_PATHS, type RouterOptions } from './createRouter';
export type { OperationHandlers, ParsedInput } from './handlers';
export { InvalidInputError } from './InvalidInputError';
export { RequestRates, TooManyRequestsError } from './RequestRates';
export { callerOf } from './resolveCaller';
export { isBackstageError, toProblem } from './problem';

export type { Caller } from './caller';
export { createRouter, PUBLIC_PATHS, type RouterOptions } from './createRouter';
export type { OperationHandlers, ParsedInput } from './handlers';
export { InvalidInputError } from './InvalidInputError';
export { RequestRates, TooManyRequestsError } from './RequestRates';
export { toProblem } from './problem';

export type { Caller } from './caller';
export { createRouter, PUBLIC_PATHS, type RouterOptions } from './createRouter';
export type { OperationHandlers, ParsedInput } from './handlers';
export { InvalidInputError } from './InvalidInputError';
export { toProblem } from './problem';

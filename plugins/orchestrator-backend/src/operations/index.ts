export { createOperations } from './createOperations';
export { requestOf, type OperationTools } from './OperationTools';
export type { RunAccess } from './RunAccess';

export { createOperations } from './createOperations';
export { createOperationTools } from './createOperationTools';
export { requestOf, type OperationTools } from './OperationTools';
export type { RunAccess } from './RunAccess';

export { ForeignBranchError } from './ForeignBranchError';
export { changeStanding, reconcileChange } from './reconcileChange';
export type {
  ActualBranch,
  ActualChange,
  ChangeField,
  ChangeOperation,
  ChangeStanding,
  DesiredChange,
} from './types';

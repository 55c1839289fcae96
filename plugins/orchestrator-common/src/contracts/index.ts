export { assessContracts, misplacedDates } from './assessContracts';
export type {
  BreakingChange,
  ContractConsumer,
  ContractFinding,
  NeededContract,
  OfferedContract,
} from './types';
export { satisfiesRange, validateVersionRange } from './versionRange';

export {
  assessContracts,
  contractUses,
  misplacedDates,
} from './assessContracts';
export type {
  BreakingChange,
  ContractConsumer,
  ContractFinding,
  ContractUse,
  NeededContract,
  OfferedContract,
} from './types';
export { satisfiesRange, validateVersionRange } from './versionRange';

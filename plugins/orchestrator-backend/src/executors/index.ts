export {
  CHANGE_TRAILER,
  REVERT_TRAILER,
  changeBranch,
  revertBranch,
} from './identity';
export { SweepExecutor, type SweepExecutorOptions } from './SweepExecutor';

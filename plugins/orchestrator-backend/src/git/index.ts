export { DEFAULT_PROTOCOLS, type GitProtocol } from './address';
export { Checkout, type CheckoutDiff, type CommitIdentity } from './Checkout';
export {
  GitWorkspaces,
  type BranchCommit,
  type FetchedRepository,
} from './GitWorkspaces';
export { patchIdentity } from './patchIdentity';

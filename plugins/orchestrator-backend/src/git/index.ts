export { DEFAULT_PROTOCOLS, type GitProtocol } from './address';
export { Checkout } from './Checkout';
export type { CheckoutDiff } from './CheckoutDiff';
export {
  GitWorkspaces,
  type BranchCommit,
  type CommitRange,
  type FetchedRepository,
} from './GitWorkspaces';
export { patchIdentity } from './patchIdentity';
export { sharedWorkspaces } from './sharedWorkspaces';
export { readBranch, readHead, readParents } from './readRepository';
export type { CommitIdentity } from './writeCommit';
export { resolveSubmoduleUrl, type Submodule } from './submodules';

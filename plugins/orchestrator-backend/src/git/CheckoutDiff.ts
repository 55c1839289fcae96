import { embeddedRepository } from './embeddedRepositories';
import { parseDiff, type ChangedFile } from './parseDiff';
import { patchIdentity } from './patchIdentity';

/** What has been changed in a checkout. */
export interface CheckoutDiff {
  /** git's binary-safe unified format. */
  patch: Buffer;
  /** See {@link patchIdentity}. */
  patchId: string;
  tree: string;
  files: ChangedFile[];
  additions: number;
  deletions: number;
}

/**
 * Reads what `git write-tree` and the command of {@link listDiff} wrote, one after the other.
 *
 * @returns undefined where nothing is changed
 * @throws FailureError `embeddedRepository` where the change contains another repository
 */
export function readDiff(output: Buffer): CheckoutDiff | undefined {
  const end = output.indexOf('\n');
  const { files, patch } = parseDiff(output.subarray(end + 1));
  if (files.length === 0) {
    return undefined;
  }
  const embedded = files.find(file => file.mode === '160000');
  if (embedded) {
    throw embeddedRepository(embedded.path);
  }
  return {
    patch,
    patchId: patchIdentity(patch),
    tree: output.toString('utf8', 0, end),
    files,
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
  };
}

import type { DiskRepository } from './DiskRepository';

/** Where a repository's base stands, and where its objects are read. */
export interface ObjectSource {
  baseCommit: string;
  /** Folder of the objects, which a checkout borrows. */
  objects: string;
  /** A git folder of ours, with no settings but ours. */
  gitDir: string;
  /** Variables with which git, in that folder, reads the objects. */
  env: Record<string, string>;
  /** Whether file contents were left out, and come when they are checked out. */
  partial: boolean;
  /** The repository itself, where it is used in place. */
  disk?: DiskRepository;
  /** The commit of a branch, to be read with all that it contains; undefined where there is no such branch. */
  branch(name: string, signal: AbortSignal): Promise<string | undefined>;
  /** Gets a commit that the base may not contain; absent where all that there is can be read already. */
  fetchCommit?(commit: string, signal: AbortSignal): Promise<void>;
  /** Gets contents of files that were left out; absent where they never are. */
  fetchBlobs?(ids: readonly string[], signal: AbortSignal): Promise<void>;
}

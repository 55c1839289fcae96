import type {
  Actor,
  FlagCommand,
  FlagEventRecord,
  FlagState,
  FlagStatus,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Page } from '../queries/page';

/** Who asks for something, and by which request. */
export interface FlagRequest {
  actor: Actor;
  requestId: string;
}

/** What flags are asked for. */
export interface FlagFilter {
  /** Left out: all but archived ones. */
  status?: FlagStatus[];
  /** Part of the key or title. */
  q?: string;
  /** Reference of the entity that they belong to. */
  entity?: string;
}

/** Flags that have changed since, and how far that goes. */
export interface FlagChanges {
  /** Hand it in again to get what comes after. */
  counter: number;
  /** Archived ones included, so that they can be forgotten. */
  flags: FlagState[];
}

/** Keeps flags and all that ever happened to them. */
export interface FlagStore {
  /**
   * Decides a command and writes what follows, in one transaction.
   *
   * @returns the flag as it is then
   * @throws NotFoundError, InputError, ConflictError
   */
  command(
    key: string,
    command: FlagCommand,
    request: FlagRequest,
  ): Promise<FlagState>;
  /** @throws NotFoundError */
  get(key: string): Promise<FlagState>;
  list(
    filter: FlagFilter,
    paging: { cursor?: string; limit: number },
  ): Promise<Page<FlagState>>;
  /** Newest first. */
  events(
    key: string,
    paging: { cursor?: string; limit: number },
  ): Promise<Page<FlagEventRecord>>;
  /** @param since - counter of the last look; -1 for all */
  changes(since: number): Promise<FlagChanges>;
  /** Hears of every flag that was written here, once it is committed. */
  onCommitted(listener: (flag: FlagState) => void): void;
}

/** What a flag is listed as. */
export function statusOf(
  flag: Pick<FlagState, 'killed' | 'archived'>,
): FlagStatus {
  if (flag.archived) {
    return 'archived';
  }
  return flag.killed ? 'killed' : 'active';
}

import type {
  Change,
  RunState,
  TargetState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { HOST } from './Scenario';

/** What a change is there for. */
export interface HostedChange {
  change: Change;
  runId: string;
  targetId: string;
  kind: 'change' | 'revert';
  /** Without its branch it can't be reopened. */
  branchGone?: boolean;
}

/** The host has an open change of that branch already. */
export class ChangeExistsError extends Error {}

/** A code host of which nothing is real but its rules: one open change per branch; what is merged stays merged. */
export class VirtualCodeHost {
  readonly type = HOST;
  /** Branches that were pushed and are still there. */
  readonly branches = new Set<string>();
  /** Raised by each write. */
  revision = 0;
  /** Oldest first. */
  readonly changes: HostedChange[] = [];

  /** The newest change of a branch, whatever became of it. */
  find(branch: string): Change | undefined {
    return this.changes.findLast(({ change }) => change.branch === branch)
      ?.change;
  }

  get(id: string): Change | undefined {
    return this.changes.find(({ change }) => change.id === id)?.change;
  }

  /** Of anything that is written to it. */
  requestsOf(): number {
    return 1;
  }

  push(branch: string): void {
    this.branches.add(branch);
  }

  /** @throws ChangeExistsError */
  open(
    run: RunState,
    target: TargetState,
    kind: HostedChange['kind'],
    now: string,
  ): Change {
    const branch = branchOf(run.id, target.id, kind);
    if (this.find(branch)?.state === 'open') {
      throw new ChangeExistsError(`${branch} has an open change already`);
    }
    const id = `change-${this.changes.length + 1}`;
    const change: Change = {
      host: HOST,
      repository: target.repository?.name ?? '',
      id,
      url: `/changes/${id}`,
      branch,
      baseBranch: 'main',
      title: run.title,
      labels: [],
      reviewers: [],
      state: 'open',
      review: 'pending',
      checks: 'unknown',
      headCommit: `head-${id}`,
      openedAt: now,
    };
    this.revision += 1;
    this.changes.push({ change, runId: run.id, targetId: target.id, kind });
    return change;
  }

  merge(id: string, now: string): void {
    this.#update(id, ['open'], {
      state: 'merged',
      mergeCommit: `merge-${id}`,
      mergedAt: now,
    });
  }

  /** Closes it, if it is open, and deletes its branch. */
  withdraw(id: string, now: string): void {
    this.close(id, 'orchestrator', now);
    const index = this.changes.findIndex(({ change }) => change.id === id);
    this.branches.delete(this.changes[index]?.change.branch);
    this.changes[index] = { ...this.changes[index], branchGone: true };
  }

  close(id: string, by: string, now: string): void {
    this.#update(id, ['open'], {
      state: 'closed',
      closedAt: now,
      closedBy: by,
    });
  }

  reopen(id: string): void {
    this.#update(id, ['closed'], {
      state: 'open',
      closedAt: undefined,
      closedBy: undefined,
    });
  }

  #update(id: string, from: Change['state'][], patch: Partial<Change>): void {
    this.revision += 1;
    const index = this.changes.findIndex(({ change }) => change.id === id);
    const hosted = this.changes[index];
    if (hosted && !hosted.branchGone && from.includes(hosted.change.state)) {
      this.changes[index] = {
        ...hosted,
        change: { ...hosted.change, ...patch },
      };
    }
  }
}

/** The branch of a target's change, or of the change that reverts it. */
export function branchOf(
  runId: string,
  targetId: string,
  kind: HostedChange['kind'],
): string {
  return kind === 'change'
    ? `orchestrator/${runId}/${targetId}`
    : `orchestrator/${runId}/${targetId}-revert`;
}

import type {
  Change,
  RepositoryRef,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type {
  ChangeRequest,
  CodeHost,
  RepositoryAccess,
} from '@backstage-orchestrator/plugin-orchestrator-node';
import type { TestRepository } from '../../git/testing/TestRepository';

/** A code host whose changes are in memory and whose repositories are on disk. */
export class DiskCodeHost implements CodeHost {
  readonly type = 'disk';
  readonly changes: Change[] = [];
  readonly requests: ChangeRequest[] = [];
  readonly repositories = new Map<string, TestRepository>();
  /** Called before a change is opened; throws to stand for a crash. */
  beforeOpen: () => void = () => {};
  accessOf: (repository: TestRepository) => RepositoryAccess = repository => ({
    url: repository.bare,
    defaultBranch: 'main',
    archived: false,
  });

  async access(repository: RepositoryRef): Promise<RepositoryAccess> {
    return this.accessOf(this.#repository(repository.name));
  }

  async repositoryAt(url: string): Promise<RepositoryRef | undefined> {
    const found = [...this.repositories].find(([, { bare }]) => bare === url);
    return found && { host: this.type, name: found[0] };
  }

  async findChange(
    repository: RepositoryRef,
    branch: string,
  ): Promise<Change | undefined> {
    return this.changes
      .filter(
        change =>
          change.repository === repository.name && change.branch === branch,
      )
      .at(-1);
  }

  async getChange({
    id,
  }: Pick<Change, 'repository' | 'id'>): Promise<Change | undefined> {
    return this.changes.find(change => change.id === id);
  }

  async openChange(request: ChangeRequest): Promise<Change> {
    this.beforeOpen();
    this.requests.push(request);
    const existing = await this.findChange(request.repository, request.branch);
    return existing ?? this.#add(request);
  }

  async updateChange(change: Change, request: ChangeRequest): Promise<Change> {
    const { title, labels } = request;
    return this.replace({ ...change, title, labels });
  }

  async withdrawChange(change: Change): Promise<Change> {
    this.#repository(change.repository).bareGit(
      'update-ref',
      '-d',
      `refs/heads/${change.branch}`,
    );
    return this.replace({
      ...change,
      state: 'closed',
      closedBy: 'orchestrator',
      closedAt: change.openedAt,
    });
  }

  async mergeChange(change: Change): Promise<Change> {
    return this.merge(change, 'merge');
  }

  /** Merges as a person would. */
  merge(change: Change, how: 'merge' | 'squash'): Change {
    const mergeCommit = this.#repository(change.repository).merge(
      change.branch,
      how,
    );
    return this.replace({
      ...change,
      state: 'merged',
      mergeCommit,
      mergedAt: change.openedAt,
    });
  }

  replace(change: Change): Change {
    this.changes.splice(
      this.changes.findIndex(other => other.id === change.id),
      1,
      change,
    );
    return change;
  }

  #add(request: ChangeRequest): Change {
    const id = String(this.changes.length + 1);
    const change: Change = {
      host: this.type,
      repository: request.repository.name,
      id,
      url: `/changes/${id}`,
      branch: request.branch,
      baseBranch: request.baseBranch,
      title: request.title,
      labels: request.labels,
      reviewers: request.reviewers,
      state: request.draft ? 'draft' : 'open',
      review: 'pending',
      checks: 'unknown',
      headCommit: request.headCommit,
      openedAt: '2026-01-02T03:04:05.000Z',
    };
    this.changes.push(change);
    return change;
  }

  #repository(name: string): TestRepository {
    const found = this.repositories.get(name);
    if (!found) {
      throw new Error(`No repository ${name}`);
    }
    return found;
  }
}

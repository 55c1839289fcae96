import type { Knex } from 'knex';
import type { Change } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { ChangeRequest } from '@backstage-orchestrator/plugin-orchestrator-node';
import type { LocalChangeContext } from '../ChangeLedger';
import { DatabaseLocalChangesStore } from '../DatabaseLocalChangesStore';
import { LocalCodeHost } from '../LocalCodeHost';
import { BareRepositories } from './BareRepositories';
import { TestClock } from './TestClock';

export const BRANCH = 'orchestrator/run-1/component.default.api';

/** A local code host with the repository `api`, whose branch is one commit ahead of `main`, and what it tells. */
export class LocalHostFixture {
  readonly repositories = new BareRepositories();
  readonly clock = new TestClock();
  readonly told: [string, Change['state'], LocalChangeContext][] = [];
  readonly store: DatabaseLocalChangesStore;
  readonly host: LocalCodeHost;
  readonly base: string;
  readonly head: string;

  constructor(db: Knex) {
    this.store = new DatabaseLocalChangesStore({ db, clock: this.clock });
    this.host = this.newHost();
    this.base = this.repositories.create('api', {
      'a.txt': 'one\n',
      'b.txt': 'b\n',
    });
    this.head = this.repositories.commit(
      'api',
      BRANCH,
      { 'a.txt': 'two\n' },
      this.base,
    );
  }

  /** As after a restart: nothing is remembered but what is in the database and in git. */
  newHost(): LocalCodeHost {
    const host = new LocalCodeHost({
      directory: this.repositories.directory,
      store: this.store,
      clock: this.clock,
    });
    host.onChanged(async (change, context) => {
      this.told.push([change.id, change.state, context]);
    });
    return host;
  }

  request(overrides: Partial<ChangeRequest> = {}): ChangeRequest {
    return {
      runId: 'run-1',
      targetId: 'component.default.api',
      repository: { host: 'local', name: 'api' },
      branch: BRANCH,
      baseBranch: 'main',
      headCommit: this.head,
      title: 'Two instead of one',
      body: 'Because **two** is more.',
      labels: ['sweep'],
      reviewers: ['group:default/payments'],
      draft: false,
      ...overrides,
    };
  }
}

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChangeRequest } from '@backstage-orchestrator/plugin-orchestrator-node';
import { testDatabases } from '../../testing';
import type { LocalCodeHost } from './LocalCodeHost';
import type { BareRepositories } from './__testUtils__/BareRepositories';
import { BRANCH, LocalHostFixture } from './__testUtils__/LocalHostFixture';
import type { TestClock } from './__testUtils__/TestClock';

const ANA = 'user:default/ana';
const GIT = 'system:git';
const databases = testDatabases();

describe('reconciling the local code host', () => {
  let fixture: LocalHostFixture;
  let repositories: BareRepositories;
  let clock: TestClock;
  let host: LocalCodeHost;
  let base: string;
  let head: string;
  const request = (overrides?: Partial<ChangeRequest>) =>
    fixture.request(overrides);

  beforeEach(async () => {
    fixture = new LocalHostFixture(await databases.init('SQLite'));
    ({ repositories, clock, host, base, head } = fixture);
  });

  afterEach(() => repositories.remove());

  const stateOf = async (id = 'api-1') =>
    (await host.getChange({ repository: 'api', id }))?.state;

  beforeEach(async () => {
    await host.openChange(request());
    fixture.told.length = 0;
  });

  it('finds nothing to do for what is as it was', async () => {
    await host.reconcile();
    expect(fixture.told).toEqual([]);
  });

  it('leaves the rest to the next time where it is to end', async () => {
    repositories.commit('api', BRANCH, { 'a.txt': 'three\n' });
    await host.reconcile(AbortSignal.abort());
    expect(fixture.told).toEqual([]);
    await host.reconcile();
    expect(fixture.told).not.toEqual([]);
  });

  it('notes a push, which undoes the approvals', async () => {
    await host.reviews.review('api-1', { by: ANA, verdict: 'approved' });
    const next = repositories.commit('api', BRANCH, { 'a.txt': 'three\n' });
    await host.reconcile();
    const change = await host.getChange({ repository: 'api', id: 'api-1' });
    expect(change).toMatchObject({
      headCommit: next,
      review: 'pending',
      state: 'open',
    });
    expect(fixture.told.at(-1)?.[2].by).toBe(GIT);
  });

  it('notes a fast-forward with git', async () => {
    repositories.git('api', ['update-ref', 'refs/heads/main', head]);
    repositories.commit('api', 'main', { 'b.txt': 'later\n' });
    await host.reconcile();
    expect(
      await host.getChange({ repository: 'api', id: 'api-1' }),
    ).toMatchObject({
      state: 'merged',
      mergeCommit: head,
    });
    expect(fixture.told).toEqual([
      ['api-1', 'merged', expect.objectContaining({ by: GIT })],
    ]);
  });

  it('notes a merge with git, names its commit, and keeps the diff', async () => {
    const moved = repositories.commit('api', 'main', { 'b.txt': 'moved\n' });
    const tree = repositories.git('api', [
      'merge-tree',
      '--write-tree',
      moved,
      head,
    ]);
    const merge = repositories.git('api', [
      'commit-tree',
      tree,
      '-p',
      moved,
      '-p',
      head,
      '-m',
      'Merge by hand',
    ]);
    repositories.git('api', ['update-ref', 'refs/heads/main', merge]);
    repositories.commit('api', 'main', { 'b.txt': 'later\n' });
    repositories.git('api', ['update-ref', '-d', `refs/heads/${BRANCH}`]);
    await host.reconcile();
    expect(
      await host.getChange({ repository: 'api', id: 'api-1' }),
    ).toMatchObject({
      state: 'merged',
      mergeCommit: merge,
    });
    expect(await host.reviews.diff('api-1')).toContain('+two');
  });

  it('notes that a branch was deleted', async () => {
    repositories.git('api', ['update-ref', '-d', `refs/heads/${BRANCH}`]);
    await host.reconcile();
    await host.reconcile();
    expect(fixture.told).toEqual([
      ['api-1', 'closed', expect.objectContaining({ by: GIT })],
    ]);
  });

  it('notes that a branch was set back', async () => {
    repositories.git('api', ['update-ref', `refs/heads/${BRANCH}`, base]);
    await host.reconcile();
    expect(await stateOf()).toBe('closed');
  });

  it('goes on past a repository that is gone and a change that is broken', async () => {
    const other = repositories.create('web', { 'a.txt': 'one\n' });
    const commit = repositories.commit(
      'web',
      BRANCH,
      { 'a.txt': 'two\n' },
      other,
    );
    await host.openChange(
      request({
        repository: { host: 'local', name: 'web' },
        headCommit: commit,
      }),
    );
    repositories.git('web', ['update-ref', 'refs/heads/main', commit]);
    writeFileSync(join(repositories.path('api'), 'HEAD'), 'broken');
    await host.reconcile();
    expect(fixture.told.at(-1)?.slice(0, 2)).toEqual(['web-1', 'merged']);
  });

  it('tells again what a callback missed', async () => {
    let fail = true;
    const seen: string[] = [];
    host.onChanged(async change => {
      if (fail) {
        throw new Error('The orchestrator is not there');
      }
      seen.push(change.state);
    });
    await host.reviews.close('api-1', ANA);
    fail = false;
    await host.reconcile();
    expect(seen).toEqual([]);
    clock.advance(20_000);
    await host.reconcile();
    await host.reconcile();
    expect(seen).toEqual(['closed']);
  });
});

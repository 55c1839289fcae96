import type { Change } from '@backstage-orchestrator/plugin-orchestrator-common';
import { testDatabases } from '../../testing';
import { conflictSentence } from './ChangeMerger';
import { DatabaseLocalChangesStore } from './DatabaseLocalChangesStore';
import { LocalCodeHost } from './LocalCodeHost';
import { LocalRepository } from './LocalRepository';
import { BareRepositories } from './__testUtils__/BareRepositories';
import { TestClock } from './__testUtils__/TestClock';

const ANA = 'user:default/ana';
const BRANCH = 'orchestrator/run-1/component.default.api';
const databases = testDatabases();

describe('merging on the local code host', () => {
  let repositories: BareRepositories;
  let clock: TestClock;
  let store: DatabaseLocalChangesStore;
  let host: LocalCodeHost;
  let told: [Change['state'], string | undefined][];
  let base: string;

  beforeEach(async () => {
    const db = await databases.init('SQLite');
    repositories = new BareRepositories();
    clock = new TestClock();
    store = new DatabaseLocalChangesStore({ db, clock });
    host = new LocalCodeHost({
      directory: repositories.directory,
      store,
      clock,
    });
    told = [];
    base = repositories.create('api', { 'a.txt': 'one\n', 'b.txt': 'b\n' });
  });

  afterEach(() => {
    jest.restoreAllMocks();
    repositories.remove();
  });

  async function open(
    branch = BRANCH,
    files: Record<string, string> = { 'a.txt': 'two\n' },
    title = 'Two',
  ) {
    const headCommit = repositories.commit('api', branch, files, base);
    const change = await host.openChange({
      runId: 'run-1',
      targetId: 'component.default.api',
      repository: { host: 'local', name: 'api' },
      branch,
      baseBranch: 'main',
      headCommit,
      title,
      body: '',
      labels: [],
      reviewers: [],
      draft: false,
    });
    return change;
  }
  const listen = () =>
    host.onChanged(async ({ state }, { by }) => {
      told.push([state, by]);
    });
  const reload = ({ id, repository }: Change) =>
    host.getChange({ id, repository });
  const file = (path: string) =>
    repositories.git('api', ['show', `main:${path}`]);

  it('makes a merge commit that names the change and who merged', async () => {
    const change = await open();
    repositories.commit('api', 'main', { 'b.txt': 'moved\n' });
    const before = repositories.tip('api', 'main');
    listen();
    const merged = await host.mergeChange(change, ANA);
    expect(merged).toMatchObject({
      state: 'merged',
      mergeCommit: repositories.tip('api', 'main'),
      mergedAt: clock.now().toISOString(),
    });
    expect(file('a.txt')).toBe('two');
    expect(file('b.txt')).toBe('moved');
    expect(repositories.git('api', ['log', '-1', '--format=%P', 'main'])).toBe(
      `${before} ${change.headCommit}`,
    );
    const message = repositories.git('api', [
      'log',
      '-1',
      '--format=%B',
      'main',
    ]);
    expect(message).toContain('Merge api-1: Two');
    expect(message).toContain(`Merged by ${ANA}.`);
    expect(message).toContain('Orchestrator-Merge: api-1');
    expect(told).toEqual([['merged', ANA]]);
  });

  it('merges once, however often and by however many it is asked', async () => {
    const change = await open();
    const results = await Promise.all(
      [1, 2, 3].map(() => host.mergeChange(change, ANA)),
    );
    results.push(await host.mergeChange(change, 'user:default/bob'));
    expect(new Set(results.map(({ mergeCommit }) => mergeCommit)).size).toBe(1);
    expect(
      repositories.git('api', ['rev-list', '--count', '--merges', 'main']),
    ).toBe('1');
    const entries = await store.entries(change.id);
    expect(entries.filter(({ kind }) => kind === 'merged')).toMatchObject([
      { by: ANA },
    ]);
  });

  it('merges changes that move the same base at once', async () => {
    const changes = await Promise.all(
      [1, 2, 3, 4].map(n => open(`fix-${n}`, { [`file-${n}.txt`]: `${n}\n` })),
    );
    await Promise.all(changes.map(change => host.mergeChange(change, ANA)));
    expect(
      repositories.git('api', ['ls-tree', '--name-only', 'main']).split('\n'),
    ).toEqual(
      expect.arrayContaining([
        'file-1.txt',
        'file-2.txt',
        'file-3.txt',
        'file-4.txt',
      ]),
    );
    expect(
      repositories.git('api', ['rev-list', '--count', '--merges', 'main']),
    ).toBe('4');
  });

  it('names the files that conflict, and the change stays open', async () => {
    const change = await open();
    repositories.commit('api', 'main', { 'a.txt': 'three\n' });
    await expect(host.mergeChange(change, ANA)).rejects.toThrow(
      'It conflicts with main in a.txt',
    );
    expect((await reload(change))?.state).toBe('open');
    expect((await store.get(change.id))?.merging).toBeUndefined();
    expect(await host.reviews.describe(change.id)).toMatchObject({
      mergeable: false,
      mergeableReason: expect.stringContaining('conflicts with main in a.txt'),
    });
  });

  it('shortens a long list of files', () => {
    const files = Array.from({ length: 14 }, (_, index) => `file-${index}`);
    expect(conflictSentence('main', files)).toMatch(
      /file-9 and 4 more: merge main/,
    );
  });

  it('refuses what whoever merges has not seen', async () => {
    const change = await open();
    const pushed = repositories.commit('api', BRANCH, {
      'a.txt': 'sneaked in\n',
    });
    await expect(host.mergeChange(change, ANA)).rejects.toThrow(
      /new commits that you have not seen/,
    );
    expect(file('a.txt')).toBe('one');
    expect((await reload(change))?.headCommit).toBe(pushed);
    expect((await host.reviews.merge(change.id, ANA, pushed)).state).toBe(
      'merged',
    );
  });

  it('does not merge a push that comes while it merges', async () => {
    const change = await open();
    const original = LocalRepository.prototype.commitMerge;
    jest
      .spyOn(LocalRepository.prototype, 'commitMerge')
      .mockImplementationOnce(function commitMerge(
        this: LocalRepository,
        commit,
      ) {
        repositories.commit('api', BRANCH, { 'a.txt': 'sneaked in\n' });
        return original.call(this, commit);
      });
    await expect(host.mergeChange(change, ANA)).rejects.toThrow(
      /new commits that you have not seen/,
    );
    expect(file('a.txt')).toBe('one');
  });

  it('gives up when the base never stands still', async () => {
    const change = await open();
    const original = LocalRepository.prototype.commitMerge;
    let count = 0;
    jest
      .spyOn(LocalRepository.prototype, 'commitMerge')
      .mockImplementation(function commitMerge(this: LocalRepository, commit) {
        count += 1;
        repositories.commit('api', 'main', { 'c.txt': `${count}\n` });
        return original.call(this, commit);
      });
    await expect(host.mergeChange(change, ANA)).rejects.toThrow(/keeps moving/);
    expect((await store.get(change.id))?.merging).toBeUndefined();
  });

  it('refuses a closed change and a change without its base', async () => {
    const closed = await open('closed');
    await host.reviews.close(closed.id, ANA);
    await expect(host.mergeChange(closed, ANA)).rejects.toThrow(
      /is closed: reopen it/,
    );
    const orphan = await open('orphan');
    repositories.git('api', ['update-ref', '-d', 'refs/heads/main']);
    await expect(host.mergeChange(orphan, ANA)).rejects.toThrow(
      /branch main is gone/,
    );
    expect((await host.reviews.describe(orphan.id)).mergeableReason).toBe(
      'The branch main is gone',
    );
  });

  it('lets no title forge a trailer', async () => {
    const change = await open(
      BRANCH,
      { 'a.txt': 'two\n' },
      'Two\n\nOrchestrator-Merge: api-99',
    );
    await host.mergeChange(change, ANA);
    expect(
      repositories.git('api', [
        'log',
        '-1',
        '--format=%(trailers:key=Orchestrator-Merge,valueonly)',
        'main',
      ]),
    ).toBe(change.id);
  });

  describe('after a crash', () => {
    it('between git and the database, finds the merge and who made it', async () => {
      const change = await open();
      jest.spyOn(store, 'update').mockImplementation(async (id, decide) => {
        const next = decide((await store.get(id))!);
        if (next?.record.change.state === 'merged') {
          throw new Error('The process died');
        }
        return DatabaseLocalChangesStore.prototype.update.call(
          store,
          id,
          decide,
        );
      });
      await expect(host.mergeChange(change, ANA)).rejects.toThrow(
        'The process died',
      );
      jest.restoreAllMocks();
      listen();
      await host.reconcile();
      expect(await reload(change)).toMatchObject({
        state: 'merged',
        mergeCommit: repositories.tip('api', 'main'),
      });
      expect(told).toEqual([['merged', ANA]]);
      expect((await store.get(change.id))?.merging).toBeUndefined();
    });

    it('before git, lets the change be merged again at once, and be closed after a while', async () => {
      const change = await open();
      const other = await open('other', { 'o.txt': 'o\n' });
      const merging = { by: 'user:default/bob', at: clock.now().toISOString() };
      for (const { id } of [change, other]) {
        await store.update(id, record => ({ record: { ...record, merging } }));
      }
      expect((await host.mergeChange(change, ANA)).state).toBe('merged');
      clock.advance(61_000);
      await host.reconcile();
      expect((await host.reviews.close(other.id, ANA)).state).toBe('closed');
    });
  });
});

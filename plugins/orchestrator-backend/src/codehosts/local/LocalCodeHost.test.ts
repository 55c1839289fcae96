import {
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ChangeRequest } from '@backstage-orchestrator/plugin-orchestrator-node';
import { testDatabases } from '../../testing';
import type { DatabaseLocalChangesStore } from './DatabaseLocalChangesStore';
import type { LocalCodeHost } from './LocalCodeHost';
import { BareRepositories } from './__testUtils__/BareRepositories';
import { BRANCH, LocalHostFixture } from './__testUtils__/LocalHostFixture';
import type { TestClock } from './__testUtils__/TestClock';

const ANA = 'user:default/ana';
const BOB = 'user:default/bob';
const US = 'system:orchestrator';
const databases = testDatabases();

describe('LocalCodeHost', () => {
  let fixture: LocalHostFixture;
  let repositories: BareRepositories;
  let clock: TestClock;
  let store: DatabaseLocalChangesStore;
  let host: LocalCodeHost;
  let base: string;
  let head: string;
  const request = (overrides?: Partial<ChangeRequest>) =>
    fixture.request(overrides);

  beforeEach(async () => {
    fixture = new LocalHostFixture(await databases.init('SQLite'));
    ({ repositories, clock, store, host, base, head } = fixture);
  });

  afterEach(() => repositories.remove());

  const stateOf = async (id = 'api-1') =>
    (await host.getChange({ repository: 'api', id }))?.state;
  const conversation = async () =>
    (await store.entries('api-1')).map(({ kind, by }) => [kind, by]);

  describe('access', () => {
    it('says where the repository is and what its default branch is', async () => {
      expect(await host.access({ host: 'local', name: 'api' })).toEqual({
        url: repositories.path('api'),
        defaultBranch: 'main',
        archived: false,
      });
    });

    it('says that a repository is missing, for good', async () => {
      await expect(
        host.access({ host: 'local', name: 'nothing' }),
      ).rejects.toMatchObject({
        failure: { class: 'permanent', code: 'repositoryNotFound' },
      });
    });

    it.each(['../api', 'a/../api', '/etc', '--help'])(
      'refuses the name %s',
      async name => {
        await expect(
          host.access({ host: 'local', name }),
        ).rejects.toMatchObject({
          failure: { class: 'permanent', code: 'invalidRepositoryName' },
        });
      },
    );

    it('does not follow a symbolic link out of the folder', async () => {
      const outside = new BareRepositories();
      outside.create('secret', { 'a.txt': 'a' });
      symlinkSync(outside.path('secret'), repositories.path('link'));
      await expect(
        host.access({ host: 'local', name: 'link' }),
      ).rejects.toMatchObject({
        failure: { code: 'repositoryNotFound' },
      });
      outside.remove();
    });

    it('asks for a default branch where HEAD names none', async () => {
      writeFileSync(join(repositories.path('api'), 'HEAD'), `${base}\n`);
      await expect(
        host.access({ host: 'local', name: 'api' }),
      ).rejects.toMatchObject({
        failure: { class: 'permanent', code: 'noDefaultBranch' },
      });
    });
  });

  describe('addresses of its repositories', () => {
    it('knows a repository by its path, with or without .git', async () => {
      const path = repositories.path('api');
      for (const address of [path, path.slice(0, -4), `${path}/`]) {
        expect(await host.repositoryAt(address)).toEqual({
          host: 'local',
          name: 'api',
        });
      }
      expect(await host.repositoryAt(pathToFileURL(path).href)).toEqual({
        host: 'local',
        name: 'api',
      });
    });

    it('knows no other address', async () => {
      const outside = mkdtempSync(join(tmpdir(), 'outside-'));
      mkdirSync(join(outside, 'x.git'));
      symlinkSync(join(outside, 'x.git'), repositories.path('linked'));
      const { directory } = repositories;
      for (const address of [
        join(outside, 'x.git'),
        repositories.path('linked'),
        repositories.path('none'),
        directory,
        `${directory}/.empty-git-directory`,
        `${directory}/../${basename(outside)}/x.git`,
        `file://host${repositories.path('api')}`,
        `${repositories.path('api')}\0`,
        `ext::cat ${repositories.path('api')}`,
        `-u${repositories.path('api')}`,
        '',
      ]) {
        expect(await host.repositoryAt(address)).toBeUndefined();
      }
      rmSync(outside, { recursive: true });
    });
  });

  describe('opening', () => {
    it('opens a change with all that was asked for', async () => {
      const change = await host.openChange(request());
      expect(change).toEqual({
        host: 'local',
        repository: 'api',
        id: 'api-1',
        url: '/orchestrator/changes/api-1',
        branch: BRANCH,
        baseBranch: 'main',
        title: 'Two instead of one',
        labels: ['sweep'],
        reviewers: ['group:default/payments'],
        state: 'open',
        review: 'pending',
        checks: 'unknown',
        headCommit: head,
        openedAt: '2026-03-02T10:00:00.000Z',
      });
      expect(fixture.told).toEqual([
        [
          'api-1',
          'open',
          { runId: 'run-1', targetId: 'component.default.api', by: US },
        ],
      ]);
    });

    it('opens one change for a branch, also after a restart and with many at once', async () => {
      await Promise.all([1, 2, 3].map(() => host.openChange(request())));
      expect((await fixture.newHost().openChange(request())).id).toBe('api-1');
      expect(await conversation()).toEqual([['opened', US]]);
    });

    it('leaves a change closed that a person closed', async () => {
      await host.openChange(request());
      await host.reviews.close('api-1', ANA, 'Not now');
      expect(await host.openChange(request())).toMatchObject({
        id: 'api-1',
        state: 'closed',
        closedBy: ANA,
      });
    });

    it('opens drafts, which become ready by an update or by a person, and stay so', async () => {
      const draft = await host.openChange(request({ draft: true }));
      expect(draft.state).toBe('draft');
      await expect(host.reviews.merge('api-1', ANA)).rejects.toThrow(
        /is a draft/,
      );
      expect(
        (await host.updateChange(draft, request({ draft: true }))).state,
      ).toBe('draft');
      expect((await host.reviews.markReady('api-1', ANA)).state).toBe('open');
      expect(
        (await host.updateChange(draft, request({ draft: true }))).state,
      ).toBe('open');
      expect(
        (await host.reviews.describe('api-1')).conversation.filter(
          ({ kind }) => kind === 'markedReady',
        ),
      ).toEqual([expect.objectContaining({ by: ANA })]);
    });

    it('ends a draft when the manifest asks for none any more', async () => {
      const draft = await host.openChange(request({ draft: true }));
      expect((await host.updateChange(draft, request())).state).toBe('open');
    });

    it.each([
      [{ branch: 'nothing' }, 'branchNotFound'],
      [{ baseBranch: 'nothing' }, 'branchNotFound'],
      [{ branch: 'same' }, 'nothingToMerge'],
      [{ branch: 'unrelated' }, 'nothingToMerge'],
      [{ branch: '--upload-pack=x' }, 'invalidBranchName'],
      [{ baseBranch: 'main\ndelete refs/heads/main' }, 'invalidBranchName'],
    ])('refuses %j with %s', async (overrides, code) => {
      repositories.git('api', ['update-ref', 'refs/heads/same', base]);
      repositories.commit('api', 'unrelated', { 'x.txt': 'x' });
      await expect(host.openChange(request(overrides))).rejects.toMatchObject({
        failure: { class: 'permanent', code },
      });
    });
  });

  describe('updating', () => {
    it('writes what differs, and nothing when nothing differs', async () => {
      const change = await host.openChange(request());
      const update = request({ title: 'New title', labels: ['a', 'b'] });
      expect(await host.updateChange(change, update)).toMatchObject({
        title: 'New title',
        labels: ['a', 'b'],
      });
      fixture.told.length = 0;
      await host.updateChange(change, update);
      expect(fixture.told).toEqual([]);
    });

    it('notes a push of ours, which undoes the approvals', async () => {
      const change = await host.openChange(request());
      await host.reviews.review('api-1', { by: ANA, verdict: 'approved' });
      const next = repositories.commit('api', BRANCH, { 'a.txt': 'three\n' });
      const updated = await host.updateChange(
        change,
        request({ headCommit: next }),
      );
      expect(updated).toMatchObject({ headCommit: next, review: 'pending' });
      expect((await conversation()).at(-1)).toEqual(['pushed', US]);
    });

    it('leaves a merged change alone', async () => {
      const change = await host.openChange(request());
      await host.mergeChange(change, ANA);
      const updated = await host.updateChange(
        change,
        request({ title: 'Other' }),
      );
      expect(updated).toMatchObject({
        state: 'merged',
        title: 'Two instead of one',
      });
    });

    it('knows changes by repository and id', async () => {
      const change = await host.openChange(request());
      expect(
        await host.getChange({ repository: 'other', id: 'api-1' }),
      ).toBeUndefined();
      expect(
        await host.getChange({ repository: 'api', id: 'api-2' }),
      ).toBeUndefined();
      await expect(
        host.updateChange({ ...change, id: 'api-7' }, request()),
      ).rejects.toMatchObject({ failure: { code: 'changeNotFound' } });
    });
  });

  it('still knows a final change when its repository is gone', async () => {
    const change = await host.openChange(request());
    await host.mergeChange(change, ANA);
    rmSync(repositories.path('api'), { recursive: true });
    expect(await stateOf()).toBe('merged');
  });

  describe('withdrawing', () => {
    it('closes the change and deletes its branch, once', async () => {
      const change = await host.openChange(request());
      for (let i = 0; i < 2; i++) {
        expect(await host.withdrawChange(change, 'Rolled back')).toMatchObject({
          state: 'closed',
          closedBy: US,
        });
      }
      expect(repositories.tip('api', BRANCH)).toBeUndefined();
      expect(await conversation()).toEqual([
        ['opened', US],
        ['closed', US],
      ]);
    });

    it('goes on after a crash between closing and deleting', async () => {
      const change = await host.openChange(request());
      await host.withdrawChange(change, 'Rolled back');
      repositories.git('api', ['update-ref', `refs/heads/${BRANCH}`, head]);
      await host.withdrawChange(change, 'Rolled back');
      expect(repositories.tip('api', BRANCH)).toBeUndefined();
    });

    it('can still show the diff, and be reopened with its branch', async () => {
      const change = await host.openChange(request());
      await host.withdrawChange(change, 'Rolled back');
      repositories.git('api', ['gc', '--quiet', '--prune=now']);
      expect(await host.reviews.diff('api-1')).toContain('+two');
      expect((await host.reviews.reopen('api-1', ANA)).state).toBe('open');
      expect(repositories.tip('api', BRANCH)).toBe(head);
    });

    it('returns a change that turns out to be merged', async () => {
      const change = await host.openChange(request());
      repositories.git('api', ['update-ref', 'refs/heads/main', head]);
      expect((await host.withdrawChange(change, 'Rolled back')).state).toBe(
        'merged',
      );
      expect(repositories.tip('api', BRANCH)).toBe(head);
    });

    it('waits while a person merges', async () => {
      const change = await host.openChange(request());
      await store.update('api-1', record => ({
        record: {
          ...record,
          merging: { by: ANA, at: clock.now().toISOString() },
        },
      }));
      await expect(host.withdrawChange(change, 'x')).rejects.toMatchObject({
        failure: { class: 'transient', code: 'mergeInProgress' },
      });
      await expect(host.reviews.close('api-1', BOB)).rejects.toThrow(
        /being merged by/,
      );
    });
  });
});

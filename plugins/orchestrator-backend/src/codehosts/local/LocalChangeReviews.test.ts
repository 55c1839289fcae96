import { testDatabases } from '../../testing';
import { DatabaseLocalChangesStore } from './DatabaseLocalChangesStore';
import { LocalCodeHost } from './LocalCodeHost';
import { BareRepositories } from './__testUtils__/BareRepositories';
import { TestClock } from './__testUtils__/TestClock';

const ANA = 'user:default/ana';
const BOB = 'user:default/bob';
const databases = testDatabases();

describe('reviewing on the local code host', () => {
  let repositories: BareRepositories;
  let host: LocalCodeHost;
  let told: (string | undefined)[];
  let base: string;
  let head: string;
  const clock = new TestClock();

  beforeEach(async () => {
    const db = await databases.init('SQLite');
    repositories = new BareRepositories();
    const store = new DatabaseLocalChangesStore({ db, clock });
    host = new LocalCodeHost({
      directory: repositories.directory,
      store,
      clock,
    });
    told = [];
    base = repositories.create('org/api', { 'a.txt': 'one\n' });
    head = repositories.commit('org/api', 'fix', { 'a.txt': 'two\n' }, base);
    await host.openChange({
      runId: 'run-1',
      targetId: 'component.default.api',
      repository: { host: 'local', name: 'org/api' },
      branch: 'fix',
      baseBranch: 'main',
      headCommit: head,
      title: 'Two',
      body: 'Body',
      labels: [],
      reviewers: [],
      draft: false,
    });
    host.onChanged(async (_, { by }) => {
      told.push(by);
    });
  });

  afterEach(() => repositories.remove());

  const ID = 'org~api-1';

  it('describes a change', async () => {
    expect(await host.reviews.describe(ID)).toEqual({
      change: expect.objectContaining({
        id: ID,
        state: 'open',
        headCommit: head,
      }),
      body: 'Body',
      runId: 'run-1',
      targetId: 'component.default.api',
      baseCommit: base,
      mergeable: true,
      mergeableReason: undefined,
      conversation: [
        {
          id: expect.any(String),
          kind: 'opened',
          by: 'system:orchestrator',
          at: clock.now().toISOString(),
        },
      ],
    });
  });

  it('shows what the branch adds, not what the base has gained', async () => {
    repositories.commit('org/api', 'main', { 'new.txt': 'new\n' });
    const diff = await host.reviews.diff(ID);
    expect(diff).toContain('diff --git a/a.txt b/a.txt');
    expect(diff).toContain('-one\n+two');
    expect(diff).not.toContain('new.txt');
  });

  it('shows the same diff after the merge', async () => {
    const before = await host.reviews.diff(ID);
    await host.reviews.merge(ID, ANA);
    expect(await host.reviews.diff(ID)).toBe(before);
    expect(await host.reviews.describe(ID)).toMatchObject({
      mergeable: false,
      mergeableReason: 'It is merged',
      baseCommit: base,
    });
  });

  it('says that the commits are gone when git has forgotten them', async () => {
    repositories.git('org/api', ['update-ref', '-d', 'refs/heads/fix']);
    repositories.git('org/api', ['gc', '--quiet', '--prune=now']);
    await expect(host.reviews.diff(ID)).rejects.toThrow(
      /commits of change org~api-1 are gone/,
    );
    await expect(host.reviews.reopen(ID, ANA)).rejects.toThrow(
      /branch fix is gone/,
    );
  });

  it('counts the latest verdict of each person, and any request for changes', async () => {
    const by = ANA;
    expect(
      (
        await host.reviews.review(ID, {
          by,
          verdict: 'changesRequested',
          text: 'Why?',
        })
      ).review,
    ).toBe('changesRequested');
    expect(
      (await host.reviews.review(ID, { by: BOB, verdict: 'approved' })).review,
    ).toBe('changesRequested');
    expect(
      (await host.reviews.review(ID, { by, verdict: 'approved' })).review,
    ).toBe('approved');
    const { conversation } = await host.reviews.describe(ID);
    expect(conversation.map(({ kind, text }) => [kind, text])).toEqual([
      ['opened', undefined],
      ['changesRequested', 'Why?'],
      ['approved', undefined],
      ['approved', undefined],
    ]);
    expect(told).toEqual([ANA, BOB, ANA]);
  });

  it('takes no verdict on commits that the reviewer has not seen', async () => {
    repositories.commit('org/api', 'fix', { 'a.txt': 'three\n' });
    await expect(
      host.reviews.review(ID, { by: ANA, verdict: 'approved' }),
    ).rejects.toThrow(/not seen/);
    await expect(
      host.reviews.review(ID, {
        by: ANA,
        verdict: 'approved',
        headCommit: head,
      }),
    ).rejects.toThrow(/not seen/);
    expect(
      (await host.reviews.review(ID, { by: ANA, verdict: 'approved' })).review,
    ).toBe('approved');
  });

  it('takes comments whatever the state', async () => {
    await host.reviews.close(ID, ANA, 'No');
    await host.reviews.comment(ID, BOB, 'A pity <b>really</b>');
    expect((await host.reviews.describe(ID)).conversation.at(-1)).toMatchObject(
      {
        kind: 'comment',
        by: BOB,
        text: 'A pity <b>really</b>',
      },
    );
    await expect(host.reviews.comment(ID, BOB, '  ')).rejects.toThrow(
      /needs a text/,
    );
  });

  it('closes once and keeps the branch', async () => {
    await host.reviews.close(ID, ANA, 'No');
    expect(await host.reviews.close(ID, BOB)).toMatchObject({
      state: 'closed',
      closedBy: ANA,
    });
    expect(repositories.tip('org/api', 'fix')).toBe(head);
    await expect(
      host.reviews.review(ID, { by: ANA, verdict: 'approved' }),
    ).rejects.toThrow(/is closed already/);
    await expect(host.reviews.markReady(ID, ANA)).rejects.toThrow(
      /is closed already/,
    );
  });

  it('reopens what was closed, and sees what was pushed in the meantime', async () => {
    await host.reviews.review(ID, { by: ANA, verdict: 'approved' });
    await host.reviews.close(ID, ANA);
    const next = repositories.commit('org/api', 'fix', { 'a.txt': 'three\n' });
    const change = await host.reviews.reopen(ID, BOB);
    expect(change).toMatchObject({
      state: 'open',
      headCommit: next,
      review: 'pending',
    });
    expect(change).not.toHaveProperty('closedBy');
    await expect(host.reviews.reopen(ID, BOB)).rejects.toThrow(
      /is open, not closed/,
    );
  });

  it('does not reopen what the base has already', async () => {
    await host.reviews.close(ID, ANA);
    repositories.git('org/api', ['update-ref', 'refs/heads/main', head]);
    await expect(host.reviews.reopen(ID, ANA)).rejects.toThrow(
      /has nothing that main lacks/,
    );
  });

  it('does not merge what was closed', async () => {
    await host.reviews.close(ID, ANA);
    await expect(host.reviews.merge(ID, ANA)).rejects.toThrow(/is closed/);
    await expect(host.reviews.close('org~api-9', ANA)).rejects.toThrow(
      'There is no change org~api-9',
    );
  });

  it('says that a draft can not be merged, and ends it once', async () => {
    const draftHead = repositories.commit(
      'org/api',
      'later',
      { 'b.txt': 'b' },
      base,
    );
    const draft = await host.openChange({
      runId: 'run-1',
      targetId: 't',
      repository: { host: 'local', name: 'org/api' },
      branch: 'later',
      baseBranch: 'main',
      headCommit: draftHead,
      title: 'Later',
      body: 'Body',
      labels: [],
      reviewers: [],
      draft: true,
    });
    expect(await host.reviews.describe(draft.id)).toMatchObject({
      mergeable: false,
      mergeableReason: 'It is a draft',
    });
    await host.reviews.markReady(draft.id, ANA);
    await host.reviews.markReady(draft.id, BOB);
    const { mergeable, conversation } = await host.reviews.describe(draft.id);
    expect(mergeable).toBe(true);
    expect(conversation.map(({ kind, by }) => [kind, by])).toEqual([
      ['opened', 'system:orchestrator'],
      ['markedReady', ANA],
    ]);
    expect(told).toEqual(['system:orchestrator', ANA]);
  });
});

import type { Knex } from 'knex';
import { testDatabases } from '../../testing';
import { DatabaseLocalChangesStore } from './DatabaseLocalChangesStore';
import { FIRST_REVISION, type NewLocalChange } from './LocalChangesStore';
import { TestClock } from './__testUtils__/TestClock';

const AT = '2026-03-02T10:00:00.000Z';
const OPENED = { kind: 'opened', by: 'system:orchestrator', at: AT } as const;
const databases = testDatabases();

function newChange(repository: string, branch: string): NewLocalChange {
  return {
    body: '',
    runId: 'run-1',
    targetId: 'component.default.a',
    baseCommit: 'b'.repeat(40),
    reviews: [],
    change: {
      host: 'local',
      repository,
      branch,
      baseBranch: 'main',
      title: 'A change',
      labels: [],
      reviewers: [],
      state: 'open',
      review: 'pending',
      checks: 'unknown',
      headCommit: 'a'.repeat(40),
      openedAt: AT,
    },
  };
}

describe.each(databases.supported)(
  'changes of the local code host on %s',
  kind => {
    let db: Knex;
    let store: DatabaseLocalChangesStore;

    beforeEach(async () => {
      db = await databases.init(kind);
      store = new DatabaseLocalChangesStore({ db, clock: new TestClock() });
    }, 120_000);

    it('numbers the changes of each repository on their own', async () => {
      const ids: string[] = [];
      for (const [repository, branch] of [
        ['payments-api', 'one'],
        ['payments-api', 'two'],
        ['org/payments-api', 'one'],
      ]) {
        const { record } = await store.create(
          newChange(repository, branch),
          OPENED,
        );
        ids.push(record.change.id);
        expect(record.change.url).toBe(
          `/orchestrator/changes/${record.change.id}`,
        );
      }
      expect(ids).toEqual([
        'payments-api-1',
        'payments-api-2',
        'org~payments-api-1',
      ]);
    });

    it('makes one change for a branch, however many ask for it at once', async () => {
      const results = await Promise.all(
        Array.from({ length: 12 }, (_, index) =>
          store.create(newChange('api', index % 2 ? 'even' : 'odd'), OPENED),
        ),
      );
      expect(results.filter(({ created }) => created)).toHaveLength(2);
      expect(new Set(results.map(({ record }) => record.change.id))).toEqual(
        new Set(['api-1', 'api-2']),
      );
      expect(await store.entries('api-1')).toHaveLength(1);
    });

    it('gives different numbers to changes that are opened at once', async () => {
      const results = await Promise.all(
        Array.from({ length: 8 }, (_, index) =>
          store.create(newChange('api', `branch-${index}`), OPENED),
        ),
      );
      expect(new Set(results.map(({ record }) => record.change.id)).size).toBe(
        8,
      );
    });

    it('keeps texts as they are', async () => {
      const body = `# It's "quoted" <script>alert(1)</script> ?? :id \\ 😀\n{"a": 1}`;
      const { record } = await store.create(
        { ...newChange('api', 'x'), body },
        OPENED,
      );
      expect((await store.get(record.change.id))?.body).toBe(body);
    });

    it('finds the change of a branch', async () => {
      await store.create(newChange('api', 'x'), OPENED);
      expect((await store.findByBranch('api', 'x'))?.change.id).toBe('api-1');
      expect(await store.findByBranch('api', 'y')).toBeUndefined();
      expect(await store.findByBranch('other', 'x')).toBeUndefined();
    });

    it('loses no update when many are made at once', async () => {
      await store.create(newChange('api', 'x'), OPENED);
      await Promise.all(
        Array.from({ length: 10 }, (_, index) =>
          store.update('api-1', current => ({
            record: {
              ...current,
              reviews: [
                ...current.reviews,
                { by: `user:default/${index}`, verdict: 'approved', at: AT },
              ],
            },
            entries: [
              { kind: 'approved', by: `user:default/${index}`, at: AT },
            ],
          })),
        ),
      );
      const record = await store.get('api-1');
      expect(record?.reviews).toHaveLength(10);
      expect(record?.revision).toBe(FIRST_REVISION + 10);
      expect(await store.entries('api-1')).toHaveLength(11);
    });

    it('writes nothing when the decision is to leave it, or throws', async () => {
      await store.create(newChange('api', 'x'), OPENED);
      expect((await store.update('api-1', () => undefined)).updated).toBe(
        false,
      );
      await expect(
        store.update('api-1', () => {
          throw new Error('no');
        }),
      ).rejects.toThrow('no');
      expect((await store.get('api-1'))?.revision).toBe(FIRST_REVISION);
    });

    it('says so when there is no such change', async () => {
      expect(await store.get('api-9')).toBeUndefined();
      await expect(store.update('api-9', () => undefined)).rejects.toThrow(
        'There is no change api-9',
      );
    });

    it('keeps the conversation in order', async () => {
      await store.create(newChange('api', 'x'), OPENED);
      await store.update('api-1', record => ({
        record,
        entries: [
          { kind: 'comment', by: 'user:default/ana', at: AT, text: 'one' },
          { kind: 'comment', by: 'user:default/ana', at: AT, text: 'two' },
        ],
      }));
      expect(
        (await store.entries('api-1')).map(({ kind: entry, text }) => [
          entry,
          text,
        ]),
      ).toEqual([
        ['opened', undefined],
        ['comment', 'one'],
        ['comment', 'two'],
      ]);
    });

    it('lists what is not settled, page by page', async () => {
      for (const branch of ['one', 'two', 'three', 'four']) {
        await store.create(newChange('api', branch), OPENED);
      }
      const settle = (id: string, untold: boolean) =>
        store.update(id, ({ change, ...rest }) => ({
          record: {
            ...rest,
            change: { ...change, state: 'merged' },
            ...(untold && { untold: { by: 'x', at: AT, revision: 2 } }),
          },
        }));
      await settle('api-2', false);
      await settle('api-3', true);
      const idsOf = async (page: { after?: string; limit: number }) =>
        (await store.listUnsettled(page)).map(({ change }) => change.id);
      expect(await idsOf({ limit: 2 })).toEqual(['api-1', 'api-3']);
      expect(await idsOf({ limit: 2, after: 'api-3' })).toEqual(['api-4']);
    });
  },
);

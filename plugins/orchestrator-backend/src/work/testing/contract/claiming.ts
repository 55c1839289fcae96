/* eslint-disable jest/no-export -- a suite for the test file of each transport */
import type { Claim, WorkTransport } from '../../WorkTransport';
import {
  idOf,
  item,
  runOf,
  TEST_TIMEOUT_MS,
  type GivenTransport,
} from './GivenTransport';

const WORKERS_IN_A_RACE = 6;

/** Which items a worker gets. */
export function describeClaiming(given: GivenTransport): void {
  describe('enqueue', () => {
    it('gives all of an item to the worker, and the first attempt the number 1', async () => {
      await given.enqueue(
        item('a', { targetId: 'component:default/a', priority: 3 }),
      );
      const [claimed] = await given.claim(5);
      expect(claimed.item).toMatchObject({
        id: 'a',
        lane: 'git',
        kind: 'work',
        runId: 'run',
        targetId: 'component:default/a',
        priority: 3,
      });
      expect(claimed.attempt).toBe(1);
      expect(Date.parse(claimed.leaseUntil)).toBeGreaterThan(
        Date.parse(claimed.claimedAt),
      );
      expect(Date.parse(claimed.enqueuedAt)).toBeLessThanOrEqual(
        Date.parse(claimed.claimedAt),
      );
    });

    it('is part of the caller’s transaction: a rollback leaves nothing', async () => {
      await expect(
        given.database.transaction(async trx => {
          await given.transport.enqueue(trx, [item('a')]);
          throw new Error('changed my mind');
        }),
      ).rejects.toThrow('changed my mind');
      await given.rolledBack(trx => given.transport.enqueue(trx, [item('b')]));
      expect(await given.claim(5)).toEqual([]);
    });

    it('ignores an id that is queued or being worked on', async () => {
      await given.enqueue(item('a'), item('b'));
      const [first] = await given.claim(1);
      await given.enqueue(item('a'), item('b'), item('c'));
      const rest = await given.claim(5);
      expect([first, ...rest].map(idOf).sort()).toEqual(['a', 'b', 'c']);
    });

    it('takes nothing at all without complaint', async () => {
      await given.enqueue();
      expect(await given.claim(5)).toEqual([]);
    });
  });

  describe('claim', () => {
    it('takes only items of its lanes', async () => {
      await given.enqueue(
        item('a', { lane: 'git' }),
        item('b', { lane: 'agent' }),
        item('c', { lane: 'host' }),
      );
      expect((await given.claim(5, ['git', 'host'])).map(idOf).sort()).toEqual([
        'a',
        'c',
      ]);
      expect(await given.claim(5, [])).toEqual([]);
    });

    it('takes items when they are due, and not before', async () => {
      await given.enqueue(
        item('later', { runAt: given.inFuture(3_000) }),
        item('now'),
      );
      expect((await given.claim(5)).map(idOf)).toEqual(['now']);
      await given.under.passTime(1_500);
      expect(await given.claim(5)).toEqual([]);
      await given.under.passTime(2_000);
      expect((await given.claim(5)).map(idOf)).toEqual(['later']);
    });

    it('takes the higher priority first, whichever run it is of', async () => {
      await given.enqueue(
        item('low', { priority: -1, runId: 'a' }),
        item('normal', { runId: 'a' }),
        item('high', { priority: 10, runId: 'b' }),
        item('higher', { priority: 20, runId: 'a' }),
      );
      expect((await given.claim(1)).map(idOf)).toEqual(['higher']);
      expect((await given.claim(2)).map(idOf).sort()).toEqual([
        'high',
        'normal',
      ]);
      expect((await given.claim(5)).map(idOf)).toEqual(['low']);
    });

    it.each([1, 4])(
      'lets a run of 3 through beside one of 5,000, %d at a time',
      async max => {
        await given.enqueue(
          ...Array.from({ length: 5_000 }, (_, n) =>
            item(`big-${n}`, { runId: 'big' }),
          ),
        );
        expect((await given.claim(8)).map(runOf)).toEqual(Array(8).fill('big'));
        await given.enqueue(
          ...[1, 2, 3].map(n => item(`small-${n}`, { runId: 'small' })),
        );
        const next: string[] = [];
        while (next.length < 8) {
          const claims = await given.claim(max);
          next.push(...claims.map(runOf));
          for (const claimed of claims) {
            await given.done(claimed);
          }
        }
        expect(next.filter(run => run === 'small')).toHaveLength(3);
        expect(next.filter(run => run === 'big')).toHaveLength(5);
      },
      TEST_TIMEOUT_MS,
    );

    it('shares among many runs so that none is more than one item ahead', async () => {
      const runs = ['a', 'b', 'c', 'd', 'e'];
      for (const runId of runs) {
        await given.enqueue(
          ...Array.from({ length: 40 }, (_, n) =>
            item(`${runId}-${n}`, { runId }),
          ),
        );
      }
      const taken = new Map(runs.map(run => [run, 0]));
      for (const max of [1, 1, 3, 7, 2, 4, 4, 4, 1, 13, 6]) {
        for (const { item: claimed } of await given.claim(max)) {
          taken.set(claimed.runId, (taken.get(claimed.runId) ?? 0) + 1);
        }
        const counts = [...taken.values()];
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThan(2);
      }
    });

    it('shares among the runs of one priority whatever is retried meanwhile', async () => {
      await given.enqueue(
        ...Array.from({ length: 20 }, (_, n) =>
          item(`waits-${n}`, { runId: 'waits' }),
        ),
      );
      // All of one run wait for an hour, in which another one is served.
      for (const claim of await given.claim(20)) {
        await given.retryAt(claim, given.inFuture(3_600_000));
      }
      await given.enqueue(
        ...Array.from({ length: 60 }, (_, n) =>
          item(`works-${n}`, { runId: 'works' }),
        ),
      );
      for (const claim of await given.claim(40)) {
        await given.done(claim);
      }
      await given.under.passTime(3_601_000);
      const next = (await given.claim(20)).map(runOf);
      expect(next.filter(run => run === 'works').length).toBeGreaterThan(8);
      expect(next.filter(run => run === 'waits').length).toBeGreaterThan(8);
    });

    it('gives one item to one worker, however many ask at once', async () => {
      const { another } = given.under;
      const transports = another
        ? await Promise.all(
            Array.from({ length: WORKERS_IN_A_RACE }, () => another()),
          )
        : Array(WORKERS_IN_A_RACE).fill(given.transport);
      await given.enqueue(
        ...Array.from({ length: 400 }, (_, n) =>
          item(`item-${n}`, { runId: `run-${n % 7}` }),
        ),
      );
      const taken = await Promise.all(
        transports.map(async (one: WorkTransport, index) => {
          const mine: Claim[] = [];
          for (let empty = 0; empty < 5; ) {
            const claims = await one.claim({
              lanes: ['git'],
              max: 1 + (index % 4),
              worker: `worker-${index}`,
            });
            mine.push(...claims);
            empty = claims.length === 0 ? empty + 1 : 0;
          }
          return mine;
        }),
      );
      const ids = taken.flat().map(idOf);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids).toHaveLength(400);
    });
  });
}

/* eslint-disable jest/no-export -- a suite for the test file of each transport */
import { eventually } from '../../../testing/eventually';
import { idOf, item, type GivenTransport } from './GivenTransport';

const WAKE_WITHIN_MS = 50;
const AN_HOUR_MS = 3_600_000;

/** What is taken out of the hands of workers, and what is told to others. */
export function describeHandingBack(given: GivenTransport): void {
  describe('release', () => {
    it('gives an item to the next worker at once', async () => {
      await given.enqueue(item('a'), item('b'));
      const claims = await given.claim(2);
      await given.transport.release([claims[0]]);
      const [again] = await given.claim(5);
      expect(idOf(again)).toBe(idOf(claims[0]));
      expect(await given.done(claims[0])).toBe(false);
      expect(await given.done(again)).toBe(true);
      expect(await given.done(claims[1])).toBe(true);
    });

    it('leaves alone what is no longer its own', async () => {
      await given.enqueue(item('a'));
      const [old] = await given.claim(1);
      await given.transport.release([old]);
      const [current] = await given.claim(1);
      await given.transport.release([old]);
      expect(await given.claim(1)).toEqual([]);
      expect(await given.done(current)).toBe(true);
    });
  });

  it('tells two claims of one item apart when it renews both', async () => {
    await given.enqueue(item('a'));
    const [old] = await given.claim(1);
    await given.transport.release([old]);
    const [current] = await given.claim(1);
    expect(await given.transport.heartbeat([old, current])).toEqual([old]);
  });

  describe('cancel', () => {
    it('removes what nobody works on, and says what that was', async () => {
      await given.enqueue(
        item('running', { priority: 1 }),
        item('ready'),
        item('later', { runAt: given.inFuture(60_000) }),
      );
      const [running] = await given.claim(1);
      const cancelled = await given.database.transaction(trx =>
        given.transport.cancel(trx, ['running', 'ready', 'later', 'unknown']),
      );
      expect(cancelled.sort()).toEqual(['later', 'ready']);
      expect(await given.claim(5)).toEqual([]);
      expect(await given.done(running)).toBe(true);
    });

    it('is part of the caller’s transaction', async () => {
      await given.enqueue(item('a'));
      const cancelled = await given.rolledBack(trx =>
        given.transport.cancel(trx, ['a']),
      );
      expect(cancelled).toEqual(['a']);
      expect(await given.claim(5)).toHaveLength(1);
    });
  });

  describe('waking', () => {
    it('comes soon after the commit, not before it, and not after a rollback', async () => {
      let wakes = 0;
      const wokenSince = (before: number) => () => wakes > before;
      const end = given.transport.onWake(() => {
        wakes += 1;
      });
      const delays: number[] = [];
      for (let round = 0; round < 20; round += 1) {
        const before = wakes;
        await given.enqueue(item(`item-${round}`));
        const start = performance.now();
        await eventually('a wake', wokenSince(before));
        delays.push(performance.now() - start);
      }
      end();
      const after = wakes;
      await given.enqueue(item('unheard'));
      expect(wakes).toBe(after);
      delays.sort((a, b) => a - b);
      // The median: a busy machine may delay single ones.
      expect(delays[delays.length / 2]).toBeLessThan(WAKE_WITHIN_MS);
    });

    it('comes when the next item is due, long before the next poll', async () => {
      const transport = given.under.create(AN_HOUR_MS);
      const start = Date.now();
      const woken = new Promise<void>(resolve => {
        const end = transport.onWake(async () => {
          const claims = await transport.claim({
            lanes: ['git'],
            max: 1,
            worker: 'worker',
          });
          if (claims.length > 0) {
            end();
            resolve();
          }
        });
      });
      const runAt = new Date(start + 400).toISOString();
      await given.database.transaction(trx =>
        transport.enqueue(trx, [item('a', { runAt })]),
      );
      await woken;
      expect(Date.now() - start).toBeGreaterThanOrEqual(400);
    });

    it('comes after the outermost transaction, not after a savepoint in it', async () => {
      const transport = given.under.create(AN_HOUR_MS);
      let enqueuing = false;
      let committed = false;
      const woken = new Promise<boolean>(resolve => {
        const end = transport.onWake(() => {
          if (enqueuing) {
            end();
            resolve(committed);
          }
        });
      });
      // A line to other workers wakes once when it is open.
      await new Promise(resolve => setTimeout(resolve, 300));
      enqueuing = true;
      await given.database.transaction(async trx => {
        await trx.transaction(savepoint =>
          transport.enqueue(savepoint, [item('a')]),
        );
        await new Promise(resolve => setTimeout(resolve, 50));
        committed = true;
      });
      expect(await woken).toBe(true);
    });

    it('reaches the other workers too, long before their next poll', async () => {
      if (!given.under.another) {
        return;
      }
      const [here, there] = [AN_HOUR_MS, AN_HOUR_MS].map(pollMs =>
        given.under.create(pollMs),
      );
      let wakes = 0;
      const ends = [
        here.onWake(() => {}),
        there.onWake(() => {
          wakes += 1;
        }),
      ];
      // Each is woken once when it begins to listen.
      await eventually('the other one listens', () => wakes > 0);
      await new Promise(resolve => setTimeout(resolve, 200));
      wakes = 0;
      await given.database.transaction(trx =>
        here.enqueue(trx, [item('a', { runAt: given.inFuture(0) })]),
      );
      await eventually('a wake', () => wakes > 0);
      expect(wakes).toBeGreaterThan(0);
      ends.forEach(end => end());
    });

    it('comes for what is retried or given back', async () => {
      await given.enqueue(item('a'), item('b'));
      const [a, b] = await given.claim(2);
      let wakes = 0;
      const end = given.transport.onWake(() => {
        wakes += 1;
      });
      await given.retryAt(a, given.inFuture(0));
      await eventually('a wake for the retry', () => wakes > 0);
      wakes = 0;
      await given.transport.release([b]);
      await eventually('a wake for the release', () => wakes > 0);
      end();
      expect(idOf((await given.claim(1))[0])).toBeDefined();
    });
  });

  it('counts per lane', async () => {
    await given.enqueue(
      item('a'),
      item('b'),
      item('c', { runAt: given.inFuture(60_000) }),
      item('d', { lane: 'agent' }),
    );
    await given.claim(1);
    const stats = await given.transport.stats();
    expect(stats).toHaveLength(2);
    expect(stats).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          lane: 'agent',
          ready: 1,
          scheduled: 0,
          running: 0,
          oldestReadyAt: expect.any(String),
        }),
        expect.objectContaining({
          lane: 'git',
          ready: 1,
          scheduled: 1,
          running: 1,
        }),
      ]),
    );
  });
}

/* eslint-disable jest/no-export -- a suite for the test file of each transport */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Claim, WorkTransport } from '../../WorkTransport';
import { idOf, item, type GivenTransport } from './GivenTransport';

const WORKERS = 4;
const LIMIT = 5;
const ITEMS = 60;
const HOLD_MS = 5;

/** How many items of a lane are worked on at once, over all workers. */
export function describeLimiting(given: GivenTransport): void {
  describe('limits of lanes', () => {
    const limited = (max: number, limits: Record<string, number>) =>
      given.transport.claim({
        lanes: ['git', 'agent'],
        max,
        worker: 'worker',
        limits,
      });

    it('give no more items of a lane than may be worked on, and leave other lanes alone', async () => {
      await given.enqueue(
        ...['a', 'b', 'c'].map(id => item(id, { lane: 'git' })),
        ...['d', 'e', 'f'].map(id => item(id, { lane: 'agent' })),
      );
      const claims = await limited(10, { git: 2 });
      const lanes = claims.map(claim => claim.item.lane).sort();
      expect(lanes).toEqual(['agent', 'agent', 'agent', 'git', 'git']);
      expect(await limited(10, { git: 2 })).toEqual([]);
      expect(await limited(10, { git: 0 })).toEqual([]);
    });

    it.each(['settled', 'retried', 'released', 'lost'] as const)(
      'let the next one through when one is %s',
      async how => {
        await given.enqueue(item('a', { priority: 1 }), item('b'));
        const [first] = await limited(5, { git: 1 });
        expect(await limited(5, { git: 1 })).toEqual([]);
        if (how === 'settled') {
          await given.done(first);
        } else if (how === 'retried') {
          await given.retryAt(first, given.inFuture(60_000));
        } else if (how === 'released') {
          await given.transport.release([first]);
        } else {
          await given.under.passTime(given.under.leaseMs + 1_000);
          await given.transport.recover();
        }
        const next = await limited(5, { git: 1 });
        const givenBack = how === 'released' || how === 'lost';
        expect(next.map(idOf)).toEqual([givenBack ? 'a' : 'b']);
      },
    );

    it('hold for all workers together, however many ask at once', async () => {
      const { another } = given.under;
      const transports: WorkTransport[] = another
        ? await Promise.all(Array.from({ length: WORKERS }, () => another()))
        : Array(WORKERS).fill(given.transport);
      await given.enqueue(
        ...Array.from({ length: ITEMS }, (_, n) =>
          item(`item-${n}`, { runId: `run-${n % 3}` }),
        ),
      );
      const held = new Set<Claim>();
      let done = 0;
      let most = 0;
      await Promise.all(
        transports.map(async (transport, index) => {
          while (done < ITEMS) {
            const claims = await transport.claim({
              lanes: ['git'],
              max: 3,
              worker: `worker-${index}`,
              limits: { git: LIMIT },
            });
            claims.forEach(claim => held.add(claim));
            most = Math.max(most, held.size);
            // Long enough for the others to claim what they can get meanwhile.
            await sleep(HOLD_MS);
            // Let go before it is settled, since the next one may be claimed as soon as that is committed.
            claims.forEach(claim => held.delete(claim));
            await given.settle(
              claims.map(claim => ({ claim, kind: 'done' as const })),
            );
            done += claims.length;
          }
        }),
      );
      expect(most).toBeLessThanOrEqual(LIMIT);
      expect(most).toBeGreaterThan(1);
    });
  });
}

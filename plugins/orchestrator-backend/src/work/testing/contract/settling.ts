/* eslint-disable jest/no-export -- a suite for the test file of each transport */
import type { Claim } from '../../WorkTransport';
import { idOf, item, type GivenTransport } from './GivenTransport';

/** How a claim ends, in the hands of its worker or of a new one. */
export function describeSettling(given: GivenTransport): void {
  describe('settle', () => {
    it('ends an item for good, once', async () => {
      await given.enqueue(item('a'));
      const [claimed] = await given.claim(1);
      expect(await given.done(claimed)).toBe(true);
      expect(await given.done(claimed)).toBe(false);
      await given.under.passTime(given.under.leaseMs + 1_000);
      await given.transport.recover();
      expect(await given.claim(5)).toEqual([]);
    });

    it('ends many at once and names those that were lost', async () => {
      await given.enqueue(item('a'), item('b'), item('c'), item('d'));
      const claims = await given.claim(4);
      const of = (id: string) =>
        claims.find(claim => idOf(claim) === id) as Claim;
      await given.done(of('c'));
      const lost = await given.settle([
        { claim: of('a'), kind: 'done' },
        { claim: of('b'), kind: 'retry', runAt: given.inFuture(0) },
        { claim: of('c'), kind: 'done' },
        { claim: of('d'), kind: 'done' },
      ]);
      expect(lost).toEqual([of('c')]);
      await given.under.passTime(1_000);
      expect((await given.claim(4)).map(idOf)).toEqual(['b']);
    });

    it('leaves nothing of an item that is given up; a person’s retry is a new item', async () => {
      await given.enqueue(item('a/1'));
      const [first] = await given.claim(1);
      await given.database.transaction(async trx => {
        await given.transport.settle(trx, [{ claim: first, kind: 'done' }]);
        await given.transport.enqueue(trx, [item('a/2')]);
      });
      expect(await given.transport.heartbeat([first])).toEqual([first]);
      const [again] = await given.claim(5);
      expect(idOf(again)).toBe('a/2');
      expect(again.attempt).toBe(1);
    });

    it('keeps trying as often as it is asked to, each time when it is told', async () => {
      await given.enqueue(item('a'));
      for (let attempt = 1; attempt <= 12; attempt += 1) {
        const [claimed] = await given.claim(1);
        expect(claimed.attempt).toBe(attempt);
        await given.retryAt(claimed, given.inFuture(30_000));
        await given.under.passTime(29_000);
        expect(await given.claim(1)).toEqual([]);
        await given.under.passTime(2_000);
      }
    });

    it('is part of the caller’s transaction', async () => {
      await given.enqueue(item('a'));
      const [claimed] = await given.claim(1);
      const settled = await given.rolledBack(trx =>
        given.transport.settle(trx, [{ claim: claimed, kind: 'done' }]),
      );
      expect(settled).toEqual([]);
      expect(await given.transport.heartbeat([claimed])).toEqual([]);
      expect(await given.done(claimed)).toBe(true);
    });

    it('gives a retry again at the recorded time, with a higher number', async () => {
      await given.enqueue(item('a'));
      const [claimed] = await given.claim(1);
      expect(await given.retryAt(claimed, given.inFuture(3_000))).toBe(true);
      await given.under.passTime(1_500);
      expect(await given.claim(5)).toEqual([]);
      await given.under.passTime(2_000);
      const [again] = await given.claim(5);
      expect(again.item.id).toBe('a');
      expect(again.attempt).toBeGreaterThan(claimed.attempt);
    });

    it('refuses whoever lost the item to another worker', async () => {
      await given.enqueue(item('a'));
      const [slow] = await given.claim(1);
      await given.under.passTime(given.under.leaseMs + 1_000);
      expect(await given.transport.recover()).toBe(1);
      expect(await given.done(slow)).toBe(false);
      const [fast] = await given.claim(1);
      expect(fast.attempt).toBeGreaterThan(slow.attempt);
      expect(await given.done(slow)).toBe(false);
      expect(await given.retryAt(slow, given.inFuture(0))).toBe(false);
      expect(await given.done(fast)).toBe(true);
    });
  });

  describe('leases', () => {
    it('hold while they are renewed', async () => {
      await given.enqueue(item('a'), item('b'));
      const claims = await given.claim(2);
      for (let beat = 0; beat < 3; beat += 1) {
        await given.under.passTime(given.under.leaseMs / 2);
        expect(await given.transport.heartbeat(claims)).toEqual([]);
        expect(await given.transport.recover()).toBe(0);
      }
      expect(await given.claim(5)).toEqual([]);
    });

    it('are renewed beside one that is just being settled, and don’t wait for it', async () => {
      if (!given.under.another) {
        return;
      }
      await given.enqueue(item('a'), item('b'));
      const claims = await given.claim(2);
      const trx = await given.database.transaction();
      await given.transport.settle(trx, [{ claim: claims[0], kind: 'done' }]);
      expect(await given.transport.heartbeat(claims)).toEqual([]);
      await trx.commit();
      expect((await given.transport.heartbeat(claims)).map(idOf)).toEqual([
        idOf(claims[0]),
      ]);
    });

    it('end when they are not, and the heartbeat then tells', async () => {
      await given.enqueue(item('a'), item('b'), item('c'));
      const claims = await given.claim(3);
      const [lost, kept, settled] = claims;
      await given.under.passTime(given.under.leaseMs / 2);
      await given.transport.heartbeat([kept]);
      await given.done(settled);
      await given.under.passTime(given.under.leaseMs / 2 + 1_000);
      expect(await given.transport.recover()).toBe(1);
      expect(
        (await given.transport.heartbeat(claims)).map(idOf).sort(),
      ).toEqual([lost, settled].map(idOf).sort());
      const [again] = await given.claim(5);
      expect(idOf(again)).toBe(idOf(lost));
      expect((await given.transport.heartbeat([lost, kept])).map(idOf)).toEqual(
        [idOf(lost)],
      );
      expect(await given.transport.heartbeat([again])).toEqual([]);
    });

    it('count in a row those that ended in silence', async () => {
      await given.enqueue(item('a'));
      const next = async () => (await given.claim(1))[0];
      expect((await next()).deaths).toBe(0);
      await given.transport.recover({ all: true });
      const second = await next();
      expect(second.deaths).toBe(1);
      await given.transport.release([second]);
      const third = await next();
      expect(third.deaths).toBe(1);
      await given.retryAt(third, given.inFuture(0));
      expect((await next()).deaths).toBe(0);
    });

    it('are all given back where only one process can have held them', async () => {
      await given.enqueue(item('a'), item('b'));
      const [first] = await given.claim(2);
      expect(await given.transport.recover()).toBe(0);
      expect(await given.transport.recover({ all: true })).toBe(2);
      expect(await given.done(first)).toBe(false);
      expect(await given.claim(5)).toHaveLength(2);
    });
  });
}

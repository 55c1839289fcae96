/* eslint-disable jest/no-export -- a suite for the test file of each transport */
import { item, type GivenTransport } from './GivenTransport';

/** What people are told of where items are. */
export function describePlacing(given: GivenTransport): void {
  describe('places', () => {
    it('say what is ahead of an item by the order in which runs take turns', async () => {
      const big = [1, 2, 3, 4, 5, 6].map(n => `big-${n}`);
      await given.enqueue(...big.map(id => item(id, { runId: 'big' })));
      await given.enqueue(
        item('small-1', { runId: 'small' }),
        item('small-2', { runId: 'small' }),
        item('urgent', { runId: 'big', priority: 5 }),
        item('elsewhere', { lane: 'agent' }),
      );
      // Whose turn it is when is settled when somebody claims.
      const [first] = await given.claim(1);
      expect(first.item.id).toBe('urgent');
      const places = await given.transport.places([
        'urgent',
        ...big,
        'small-1',
        'small-2',
        'elsewhere',
        'gone',
      ]);
      const ahead = (id: string) => {
        const place = places.get(id);
        return place?.state === 'ready' ? place.ahead : undefined;
      };
      expect(places.get('urgent')).toEqual({ state: 'running' });
      expect(places.has('gone')).toBe(false);
      expect(places.get('elsewhere')).toEqual({
        state: 'ready',
        ahead: 0,
        lane: 'agent',
      });
      const small = ['small-1', 'small-2'].map(ahead);
      expect(
        [...big.map(ahead), ...small].sort((a = 0, b = 0) => a - b),
      ).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
      for (const place of small) {
        expect(place).toBeLessThanOrEqual(4);
      }
    });

    it('say when an item is due that is not', async () => {
      const runAt = given.inFuture(60_000);
      await given.enqueue(item('later', { runAt }));
      expect(await given.transport.places(['later'])).toEqual(
        new Map([['later', { state: 'later', at: runAt }]]),
      );
      expect(await given.transport.places([])).toEqual(new Map());
    });
  });
}

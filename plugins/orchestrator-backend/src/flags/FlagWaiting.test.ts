import { FlagWaiting } from './FlagWaiting';

const signal = new AbortController().signal;

describe('FlagWaiting', () => {
  it('lets only so many wait at the same time, and others later', async () => {
    const ends: (() => void)[] = [];
    const waiting = new FlagWaiting({
      nextChange: () =>
        new Promise(resolve => {
          ends.push(() => resolve(false));
        }),
    });
    const wait = () => waiting.forNews(() => false, 20_000, signal);
    const held = Array.from({ length: 1000 }, wait);
    expect(await wait()).toBe(false);
    ends.forEach(end => end());
    expect(await Promise.all(held)).not.toContain(false);
    const later = wait();
    ends.forEach(end => end());
    expect(await later).toBe(true);
  });

  it('looks again without a change, as the clock alone may bring news', async () => {
    const looks: number[] = [];
    const waiting = new FlagWaiting({
      nextChange: async ms => {
        looks.push(ms);
        return true;
      },
    });
    expect(await waiting.forNews(() => looks.length > 2, 20_000, signal)).toBe(
      true,
    );
    expect(looks).toEqual([1000, 1000, 1000]);
  });

  it('ends when the caller has gone', async () => {
    const caller = new AbortController();
    const waiting = new FlagWaiting({
      nextChange: async () => {
        caller.abort();
        return true;
      },
    });
    expect(await waiting.forNews(() => false, 20_000, caller.signal)).toBe(
      true,
    );
  });
});

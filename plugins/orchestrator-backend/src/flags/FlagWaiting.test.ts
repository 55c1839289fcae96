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
    const held = Array.from({ length: 200 }, wait);
    expect(await wait()).toBe(false);
    ends.forEach(end => end());
    expect(await Promise.all(held)).not.toContain(false);
    const later = wait();
    ends.forEach(end => end());
    expect(await later).toBe(true);
  });

  it('goes on until there is news, for as long as is left', async () => {
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
    expect(looks).toHaveLength(3);
    expect(looks[0]).toBe(20_000);
    expect(Math.min(...looks)).toBeGreaterThan(15_000);
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

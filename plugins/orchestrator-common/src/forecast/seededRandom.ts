/**
 * Numbers that look random and are the same for the same seed: mulberry32, of period 2^32.
 *
 * @param seed - a whole number; its lowest 32 bits count
 * @returns gives numbers from 0 up to, and without, 1
 * @public
 */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

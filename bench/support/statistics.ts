/** The value that the given part of all values does not exceed: nearest rank. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = Math.ceil(part * sorted.length) - 1;
  return sorted[Math.min(sorted.length - 1, Math.max(0, rank))];
}

/** The middle value; with an even number of them, the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? sorted[middle]
    : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** How long something takes, in milliseconds. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/** Figures of one side or of the other, of one round each. */
export interface Compared {
  ours: number;
  baseline: number;
  ratio: number;
}

/**
 * Measures ours and the baseline in turn, so that whatever else the machine does hits both alike, and swaps who is
 * first from round to round.
 *
 * @param options - `warmUp: false` spares a first round that doesn't count, where something else has warmed up
 * @returns medians; the ratio is the median of the rounds' ratios, so it need not be that of the two medians
 */
export async function compare(
  rounds: number,
  sides: { ours(): Promise<number>; baseline(): Promise<number> },
  { warmUp = true } = {},
): Promise<Compared> {
  const all: Compared[] = [];
  // Once more than asked for: the first time is the compiler's.
  for (let round = warmUp ? -1 : 0; round < rounds; round += 1) {
    const first = round % 2 === 0 ? await sides.ours() : undefined;
    const baseline = await sides.baseline();
    const ours = first ?? (await sides.ours());
    if (round >= 0) {
      all.push({ ours, baseline, ratio: ours / baseline });
    }
  }
  return {
    ours: median(all.map(one => one.ours)),
    baseline: median(all.map(one => one.baseline)),
    ratio: median(all.map(one => one.ratio)),
  };
}

import { describeRateLimit, parseDuration, type RateLimit } from '../pacing';
import type { WindowTimeline } from './WindowTimeline';
import type { ForecastLimit } from './types';

/** When a write may be made, and what it had to wait for. */
export interface WriteTurn {
  at: number;
  limit?: Extract<ForecastLimit, 'rateLimit' | 'window'>;
  detail?: string;
}

interface Counted {
  max: number;
  perMs: number;
  label: string;
  /** The last `max` writes, as a ring: what was written over `max` writes ago decides. */
  sent: Float64Array;
  count: number;
}

/**
 * Turns of writes that are asked for in the order of time: the rule of `admit`, at a cost that does not grow with the
 * number of writes.
 *
 * @remarks Rules: semantics, sections 4 and 5.
 */
export class WriteTurns {
  readonly #limits: Counted[];
  readonly #windows: WindowTimeline;

  /** @param owners - a limit by owner has so many places at once */
  constructor(limits: RateLimit[], windows: WindowTimeline, owners: number) {
    this.#windows = windows;
    this.#limits = limits.map(limit => {
      const max = limit.scope === 'owner' ? limit.max * owners : limit.max;
      return {
        max,
        perMs: parseDuration(limit.per),
        label: describeRateLimit(limit),
        sent: new Float64Array(max).fill(-Infinity),
        count: 0,
      };
    });
  }

  /** Takes the first turn for so many writes at once that is not before `from`. */
  take(from: number, writes: number): WriteTurn {
    let at = from;
    let turn: WriteTurn = { at };
    for (let moved = true; moved; ) {
      moved = false;
      const open = this.#windows.openFrom(at);
      if (open > at) {
        at = open;
        turn = { at, limit: 'window' };
        moved = true;
      }
      for (const limit of this.#limits) {
        const free = firstRoom(limit, writes);
        if (free > at) {
          at = free;
          turn = { at, limit: 'rateLimit', detail: limit.label };
          moved = true;
        }
      }
    }
    if (at < Infinity) {
      this.#limits.forEach(limit => note(limit, at, writes));
    }
    return turn;
  }
}

/** When the oldest of those that must leave the window has left it. */
function firstRoom({ max, perMs, sent, count }: Counted, writes: number) {
  const wanted = Math.min(writes, max);
  return sent[(count + wanted - 1) % max] + perMs;
}

function note(limit: Counted, at: number, writes: number): void {
  for (let write = 0; write < Math.min(writes, limit.max); write += 1) {
    limit.sent[limit.count % limit.max] = at;
    limit.count += 1;
  }
}

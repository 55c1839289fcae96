import type { Knex } from 'knex';
import { countRunning } from './claimQueries';
import type { Share } from './RunTurns';
import type { ClaimOptions } from './WorkTransport';

/** How many more of each limited lane may be worked on. */
export async function freeIn(
  database: Knex,
  lanes: string[],
  limits: ClaimOptions['limits'] = {},
): Promise<Map<string, number>> {
  const free = new Map<string, number>();
  for (const lane of lanes.filter(one => limits[one] !== undefined)) {
    const running = await countRunning(database, lane);
    free.set(lane, Math.max(0, limits[lane] - running));
  }
  return free;
}

/** Takes from the shares what would be too much for their lane. */
export function withinLimits(
  shares: Share[],
  free: Map<string, number>,
): Share[] {
  const left = new Map(free);
  return shares.flatMap(share => {
    const quota = Math.min(share.quota, left.get(share.lane) ?? Infinity);
    if (left.has(share.lane)) {
      left.set(share.lane, (left.get(share.lane) ?? 0) - quota);
    }
    return quota > 0 ? [{ ...share, quota }] : [];
  });
}

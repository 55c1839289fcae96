import { createHash } from 'node:crypto';

export interface Flag {
  key: string;
  /** Share of shoppers who have it, 0 to 100. */
  percent: number;
  /** Always on for these. */
  testers: string[];
}

/** A place between 0 and 100 that stays the same for one shopper and one flag. */
export function bucketOf(flagKey: string, shopper: string): number {
  const digest = createHash('sha256').update(`${flagKey}/${shopper}`).digest();
  return (digest.readUInt32BE(0) / 2 ** 32) * 100;
}

export function isEnabled(flag: Flag, shopper: string): boolean {
  return flag.testers.includes(shopper) || bucketOf(flag.key, shopper) < flag.percent;
}

import { sha256 } from '@noble/hashes/sha256';
import { utf8ToBytes } from '@noble/hashes/utils';

/** Bytes of the digest that are read: 48 bits are exact in a number of JavaScript. */
const BYTES = 6;

/**
 * Where somebody stands among all who ask for a flag, from 0 to below 100.
 *
 * @remarks
 * The same for the same flag and targeting key on every machine, forever; independent between flags, so that nobody is
 * first in line for everything. A share of `percent` takes those below it: a larger share only adds people.
 * @public
 */
export function flagBucket(flagKey: string, targetingKey: string): number {
  const digest = sha256(utf8ToBytes(JSON.stringify([flagKey, targetingKey])));
  const place = digest
    .slice(0, BYTES)
    .reduce((sum, byte) => sum * 256 + byte, 0);
  return (place / 256 ** BYTES) * 100;
}

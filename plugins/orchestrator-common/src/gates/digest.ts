import { sha256 } from '@noble/hashes/sha256';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils';
import { canonicalJson } from '../manifest';

/**
 * Names data: equal data has equal digests, in whatever order its members stand.
 *
 * @returns `sha256:` and 64 lower-case hexadecimal digits
 */
export function digestOf(data: unknown): string {
  return `sha256:${bytesToHex(sha256(utf8ToBytes(canonicalJson(data))))}`;
}

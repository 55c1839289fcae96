import { sha256 } from '@noble/hashes/sha256';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils';
import { canonicalJson } from './canonicalJson';
import type { SweepManifest } from './sweep';
import type { TrainManifest } from './train';

/**
 * Names the change that a manifest asks for: equal manifests have equal digests, in whatever order
 * and with whatever comments they were written.
 *
 * @param manifest - with its defaults filled in
 * @returns `sha256:` and 64 lower-case hexadecimal digits
 * @public
 */
export function changeDigest(manifest: SweepManifest | TrainManifest): string {
  return `sha256:${bytesToHex(sha256(utf8ToBytes(canonicalJson(manifest))))}`;
}

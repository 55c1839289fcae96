import { seededRandom } from '@backstage-orchestrator/plugin-orchestrator-common';

/** Numbers that look random and are the same for the same seed. */
export class Random {
  /** At least 0, less than 1. */
  readonly next: () => number;

  /** @param path - a stream of its own for each: what one consumer draws does not move what another one gets */
  constructor(seed: number, path: string) {
    this.next = seededRandom(mix(seed, hashText(path)));
  }

  /** A whole number from `least` to `most`, both included. */
  int(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  pick<T>(from: readonly T[]): T {
    return from[this.int(0, from.length - 1)];
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }
}

/** The number that belongs to a place, at least 0 and less than 1: no matter what was drawn before it. */
export function numberAt(seed: number, path: number, ordinal: number): number {
  return scramble(mix(mix(seed, path), ordinal)) / 2 ** 32;
}

/** FNV-1a, 32 bits. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash;
}

function mix(a: number, b: number): number {
  return scramble((Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b)) | 0);
}

function scramble(state: number): number {
  let t = Math.imul(state ^ (state >>> 15), state | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return (t ^ (t >>> 14)) >>> 0;
}

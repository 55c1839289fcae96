import { badInput } from '../pacing';

/** A version by Semantic Versioning 2.0.0; build metadata doesn't count. */
export interface Version {
  /** Major, minor and patch. */
  numbers: [number, number, number];
  /** Identifiers after the dash, in order. */
  prerelease: (string | number)[];
}

const VERSION =
  /^v?(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z.-]+)?$/;
const LONGEST_VERSION = 256;

/**
 * Reads a version.
 *
 * @throws InputError when it is none of Semantic Versioning 2.0.0
 */
export function parseVersion(text: string, field: string = 'version'): Version {
  const match = text.length <= LONGEST_VERSION ? VERSION.exec(text) : undefined;
  if (
    !match ||
    match.slice(1, 4).some(part => Number(part) > Number.MAX_SAFE_INTEGER)
  ) {
    throw badInput(field, text, 'a version such as 2.1.0 or 2.1.0-rc.1');
  }
  const [, major, minor, patch, prerelease] = match;
  return {
    numbers: [Number(major), Number(minor), Number(patch)],
    prerelease: parsePrerelease(prerelease),
  };
}

/** Reads what stands behind the dash. */
export function parsePrerelease(text: string | undefined): (string | number)[] {
  return text === undefined
    ? []
    : text.split('.').map(part => (/^\d+$/.test(part) ? Number(part) : part));
}

/** Negative where `a` comes before `b`. Rule: Semantic Versioning 2.0.0, section 11. */
export function compareVersions(a: Version, b: Version): number {
  for (let i = 0; i < 3; i += 1) {
    if (a.numbers[i] !== b.numbers[i]) {
      return a.numbers[i] - b.numbers[i];
    }
  }
  if (a.prerelease.length === 0 || b.prerelease.length === 0) {
    return b.prerelease.length - a.prerelease.length;
  }
  for (let i = 0; i < a.prerelease.length; i += 1) {
    if (i >= b.prerelease.length) {
      return 1;
    }
    const order = compareIdentifiers(a.prerelease[i], b.prerelease[i]);
    if (order !== 0) {
      return order;
    }
  }
  return a.prerelease.length - b.prerelease.length;
}

function compareIdentifiers(a: string | number, b: string | number): number {
  if (typeof a !== typeof b) {
    return typeof a === 'number' ? -1 : 1;
  }
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
}

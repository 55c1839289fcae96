import { badInput } from '../pacing';
import {
  compareVersions,
  parsePrerelease,
  parseVersion,
  type Version,
} from './version';

const PART =
  /^(\^|~|>=|<=|>|<|=)?\s*v?(\d+|[xX*])(?:\.(\d+|[xX*]))?(?:\.(\d+|[xX*]))?(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z.-]+)?$/;
const LONGEST_RANGE = 256;
const ACCEPTED =
  'a range of versions such as ^2.1.0, ~2.1, 2.x, >=2.1 <3, or several with || between them';

/** A bound of a range. */
interface Bound {
  operator: '>=' | '<' | '>' | '<=';
  version: Version;
}

/** All bounds must hold. */
type Comparators = Bound[];

/** Bounds that no version keeps. */
const NOTHING: Comparators = [
  { operator: '<', version: { numbers: [0, 0, 0], prerelease: [0] } },
];

/** A part as it is written: absent numbers are undefined. */
interface PartialVersion {
  major?: number;
  minor?: number;
  patch?: number;
  prerelease: (string | number)[];
}

/**
 * Refuses a range that can't be read.
 *
 * @throws InputError saying what is accepted
 * @public
 */
export function validateVersionRange(
  range: string,
  field: string = 'range',
): void {
  parseRange(range, field);
}

/**
 * Whether a version lies in a range.
 *
 * Ranges are read as npm reads them: `^`, `~`, comparisons, `x`, `1.2.3 - 2`, `||`. A pre-release lies in a range
 * only where the range names a pre-release of the same major, minor and patch.
 *
 * @throws InputError when either can't be read
 * @public
 */
export function satisfiesRange(version: string, range: string): boolean {
  const parsed = parseVersion(version);
  return parseRange(range, 'range').some(bounds => holds(parsed, bounds));
}

function holds(version: Version, bounds: Comparators): boolean {
  const inside = bounds.every(bound => {
    const order = compareVersions(version, bound.version);
    switch (bound.operator) {
      case '>=':
        return order >= 0;
      case '>':
        return order > 0;
      case '<':
        return order < 0;
      default:
        return order <= 0;
    }
  });
  return (
    inside &&
    (version.prerelease.length === 0 ||
      bounds.some(
        bound =>
          bound.version.prerelease.length > 0 &&
          bound.version.numbers.every(
            (number, index) => number === version.numbers[index],
          ),
      ))
  );
}

function parseRange(range: string, field: string): Comparators[] {
  if (range.length > LONGEST_RANGE) {
    throw badInput(field, range, ACCEPTED);
  }
  return range.split('||').map(alternative => {
    const text = alternative.trim().replace(/(\^|~|>=|<=|>|<|=)\s+/g, '$1');
    const span = /^(\S+)\s+-\s+(\S+)$/.exec(text);
    if (span) {
      return [
        ...lowerOf(readPart(span[1], field, range).version),
        ...upperOf(readPart(span[2], field, range).version),
      ];
    }
    return text
      .split(/\s+/)
      .flatMap(part =>
        part === '' ? [] : boundsOf(readPart(part, field, range)),
      );
  });
}

function readPart(
  text: string,
  field: string,
  range: string,
): { operator: string; version: PartialVersion } {
  const match = PART.exec(text);
  if (!match) {
    throw badInput(field, range, ACCEPTED);
  }
  const [, operator = '', ...rest] = match;
  const numbers = rest
    .slice(0, 3)
    .map(part =>
      part === undefined || /^[xX*]$/.test(part) ? undefined : Number(part),
    );
  const [major, minor, patch] = numbers;
  const open = numbers.indexOf(undefined);
  if (open >= 0 && numbers.slice(open).some(number => number !== undefined)) {
    throw badInput(field, range, ACCEPTED);
  }
  return {
    operator,
    version: {
      major,
      minor,
      patch,
      prerelease: patch === undefined ? [] : parsePrerelease(rest[3]),
    },
  };
}

function boundsOf({
  operator,
  version,
}: {
  operator: string;
  version: PartialVersion;
}): Comparators {
  switch (operator) {
    case '^':
      return [...lowerOf(version), ...below(caretEnd(version))];
    case '~':
      return [...lowerOf(version), ...below(tildeEnd(version))];
    case '>':
      return after(version);
    case '>=':
      return lowerOf(version);
    case '<':
      return version.major === undefined
        ? NOTHING
        : below(filled(version), version.patch === undefined);
    case '<=':
      return upperOf(version);
    default:
      return [...lowerOf(version), ...upperOf(version)];
  }
}

function lowerOf(version: PartialVersion): Comparators {
  return version.major === undefined
    ? []
    : [{ operator: '>=', version: filled(version) }];
}

/** Up to a version, and where numbers of it are open, all that they may be. */
function upperOf(version: PartialVersion): Comparators {
  if (version.major === undefined) {
    return [];
  }
  return version.patch === undefined
    ? below(tildeEnd(version))
    : [{ operator: '<=', version: filled(version) }];
}

function after(version: PartialVersion): Comparators {
  if (version.major === undefined) {
    return NOTHING;
  }
  const end = tildeEnd(version);
  return version.patch === undefined && end
    ? [{ operator: '>=', version: end }]
    : [{ operator: '>', version: filled(version) }];
}

/**
 * Below a version. Pre-releases of the end are outside as well: `^1.2.0` doesn't hold for `2.0.0-rc.1`.
 */
function below(
  end: Version | undefined,
  withoutPrereleases = true,
): Comparators {
  return end === undefined
    ? []
    : [
        {
          operator: '<',
          version:
            withoutPrereleases && end.prerelease.length === 0
              ? { ...end, prerelease: [0] }
              : end,
        },
      ];
}

function filled({
  major = 0,
  minor = 0,
  patch = 0,
  prerelease,
}: PartialVersion): Version {
  return { numbers: [major, minor, patch], prerelease };
}

/** The first version that isn't compatible: the left-most number that isn't 0 goes up. */
function caretEnd({
  major,
  minor,
  patch,
}: PartialVersion): Version | undefined {
  if (major === undefined) {
    return undefined;
  }
  if (major > 0 || minor === undefined) {
    return filled({ major: major + 1, prerelease: [] });
  }
  if (minor > 0 || patch === undefined) {
    return filled({ major, minor: minor + 1, prerelease: [] });
  }
  return filled({ major, minor, patch: patch + 1, prerelease: [] });
}

/** The first version behind what a partial one stands for; with a minor number, the next minor. */
function tildeEnd({ major, minor }: PartialVersion): Version | undefined {
  if (major === undefined) {
    return undefined;
  }
  return filled(
    minor === undefined
      ? { major: major + 1, prerelease: [] }
      : { major, minor: minor + 1, prerelease: [] },
  );
}

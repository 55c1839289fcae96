import {
  BadInputError,
  formatDuration,
  MAX_RATE_WINDOW_MS,
  parseDuration,
  quoteFound,
} from '../pacing';
import { validateWindows } from '../windows';
import type { FieldFinding } from './describeIssue';
import type { FieldPath } from './fieldPath';
import type { RolloutManifest } from './sweep';

/** Finds limits that can't be counted, and windows that can't be read. */
export function badLimitsAndWindows({
  rateLimits = [],
  windows = [],
}: RolloutManifest): FieldFinding[] {
  const place: FieldPath = ['spec', 'rollout'];
  return [
    ...rateLimits.flatMap((limit, index) =>
      complaints([...place, 'rateLimits', index], 'limits[0]', () => {
        const perMs = parseDuration(limit.per, 'limits[0].per');
        if (perMs === 0 || perMs > MAX_RATE_WINDOW_MS) {
          throw new BadInputError(
            'limits[0].per',
            limit.per,
            `a duration longer than 0, up to ${formatDuration(
              MAX_RATE_WINDOW_MS,
            )}`,
          );
        }
      }),
    ),
    ...windows.flatMap((window, index) =>
      complaints([...place, 'windows', index], 'windows[0]', () =>
        validateWindows([window]),
      ),
    ),
  ];
}

function complaints(
  path: FieldPath,
  prefix: string,
  check: () => void,
): FieldFinding[] {
  try {
    check();
    return [];
  } catch (error) {
    if (!(error instanceof BadInputError)) {
      throw error;
    }
    return [
      {
        path: [...path, ...segments(error.field.slice(prefix.length))],
        about: 'value',
        found: quoteFound(error.value),
        accepted: error.accepted,
      },
    ];
  }
}

/** `.ranges[0].to` as the segments of a path. */
function segments(field: string): (string | number)[] {
  return [...field.matchAll(/\.(\w+)|\[(\d+)\]/g)].map(([, name, index]) =>
    name === undefined ? Number(index) : name,
  );
}

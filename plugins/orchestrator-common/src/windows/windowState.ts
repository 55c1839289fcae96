import { formatInstant, parseInstant } from '../pacing';
import { compileWindows, type CompiledWindow } from './compileWindows';
import type { Stretch, Window, WindowState } from './types';

const MS_PER_DAY = 86_400_000;
// Most changes are near; a leap day may be eight years away.
const HORIZONS_MS = [15, 75, 400, 3_660].map(days => days * MS_PER_DAY);

/** What a window does at an instant. */
interface WindowEdge {
  at: number;
  window: CompiledWindow;
  change: 1 | -1;
}

/** The next changes after an instant. */
interface NextChanges {
  nextOpen?: number;
  nextClose?: number;
}

/** What can be seen from an instant as far as a horizon. */
interface Survey extends NextChanges {
  /** Windows that are active at the instant. */
  active: CompiledWindow[];
  /** Whether a farther horizon would show nothing else. */
  settled: boolean;
}

/**
 * Tells whether work may go on at an instant, why, and when that changes.
 *
 * Rule: semantics, section 4. Closed while any deny window is active; if there
 * are allow windows, at least one must be active; without windows it is open.
 * Local times follow the daylight saving of each window's own zone.
 *
 * `nextOpen` is the next instant at which it changes from closed to open,
 * `nextClose` the next at which it changes from open to closed, whatever it is
 * at `at`; absent if none is known in the ten years that follow.
 *
 * @param windows - allow and deny windows in any order
 * @param at - an instant
 * @throws InputError naming the window and its field
 *
 * @public
 */
export function windowState(windows: Window[], at: string): WindowState {
  const atMs = parseInstant(at, 'at');
  const compiled = compileWindows(windows);
  let survey = surveyWindows(compiled, atMs, HORIZONS_MS[0]);
  for (const horizon of HORIZONS_MS.slice(1)) {
    if (survey.settled) {
      break;
    }
    survey = surveyWindows(compiled, atMs, horizon);
  }
  const { active, nextOpen, nextClose } = survey;
  return {
    ...explain(compiled, active),
    ...(nextOpen !== undefined && { nextOpen: formatInstant(nextOpen) }),
    ...(nextClose !== undefined && { nextClose: formatInstant(nextClose) }),
  };
}

/**
 * Refuses windows that can't be read, for the moment at which a manifest comes in.
 *
 * @param windows - as the manifest has them
 * @param field - where they stand in it
 * @throws InputError naming the window and its field
 *
 * @public
 */
export function validateWindows(
  windows: Window[],
  field: string = 'windows',
): void {
  compileWindows(windows, field);
}

function explain(
  windows: CompiledWindow[],
  active: CompiledWindow[],
): { open: boolean; reason: string } {
  const denying = active.filter(({ kind }) => kind === 'deny');
  const allowing = active.filter(({ kind }) => kind === 'allow');
  const allows = windows.filter(({ kind }) => kind === 'allow');
  if (denying.length > 0) {
    return {
      open: false,
      reason: `Closed by the deny window ${labelsOf(denying)}.`,
    };
  }
  if (allowing.length > 0) {
    return {
      open: true,
      reason: `Open by the allow window ${labelsOf(allowing)}.`,
    };
  }
  if (allows.length > 0) {
    return {
      open: false,
      reason: `Closed outside of the allow window ${labelsOf(allows)}.`,
    };
  }
  return {
    open: true,
    reason:
      windows.length > 0
        ? 'Open, no deny window is active.'
        : 'Open, there are no windows.',
  };
}

function labelsOf(windows: CompiledWindow[]): string {
  return windows.map(({ label }) => label).join(', ');
}

function covers({ start, end }: Stretch, instant: number): boolean {
  return start <= instant && instant < end;
}

function surveyWindows(
  windows: CompiledWindow[],
  at: number,
  horizon: number,
): Survey {
  const end = at + horizon;
  const times = windows.map(window => ({
    window,
    ...window.activeBetween(at, end),
  }));
  const edges = times.flatMap(({ window, stretches }) =>
    stretches.flatMap(({ start, end: stop }): WindowEdge[] => [
      { at: start, window, change: 1 },
      { at: stop, window, change: -1 },
    ]),
  );
  const exhausted = times.every(time => time.exhausted);
  // Where nothing more comes, ends that lie behind the horizon are known, too.
  const knownUntil = exhausted
    ? Number.POSITIVE_INFINITY
    : Math.min(end, ...times.map(time => time.knownUntil));
  const changes = sweep(edges, windows, at, knownUntil);
  const complete =
    changes.nextOpen !== undefined && changes.nextClose !== undefined;
  return {
    ...changes,
    active: times
      .filter(({ stretches }) => stretches.some(one => covers(one, at)))
      .map(({ window }) => window),
    settled: complete || exhausted || knownUntil < end,
  };
}

/** Goes through the edges in order of time and notes the first change of each direction after `at`. */
function sweep(
  edges: WindowEdge[],
  windows: CompiledWindow[],
  at: number,
  knownUntil: number,
): NextChanges {
  const needsAllow = windows.some(({ kind }) => kind === 'allow');
  const active = { allow: 0, deny: 0 };
  const isOpen = () => active.deny === 0 && (active.allow > 0 || !needsAllow);

  const ordered = [...edges].sort((a, b) => a.at - b.at);
  const changes: NextChanges = {};
  let i = 0;
  const applyUntil = (instant: number) => {
    for (; i < ordered.length && ordered[i].at <= instant; i += 1) {
      active[ordered[i].window.kind] += ordered[i].change;
    }
  };
  applyUntil(at);
  while (i < ordered.length && ordered[i].at < knownUntil) {
    const instant = ordered[i].at;
    const before = isOpen();
    applyUntil(instant);
    const after = isOpen();
    if (!before && after) {
      changes.nextOpen ??= instant;
    } else if (before && !after) {
      changes.nextClose ??= instant;
    }
  }
  return changes;
}

import type { RunState } from '../model';
import { windowState, type Window, type WindowState } from '../windows';

/** Two sets of windows that take turns in being closed are followed so often; then no end is known. */
const MAX_TURNS = 200;

/** Windows that a rollout has to respect, each set for itself. @public */
export interface RolloutWindows {
  /** Of the portal, for every run. */
  operator: Window[];
  /** Of the manifest. */
  manifest: Window[];
}

/**
 * Tells whether a rollout may write to code hosts at an instant.
 *
 * @remarks
 * Rule: semantics, section 4. The windows of the portal and those of the manifest must both be open: an allow window
 * of a manifest opens nothing that the portal keeps closed. An override passes closed windows until it expires.
 *
 * @param windows - see {@link RolloutWindows}
 * @param override - of the run
 * @param at - ISO 8601
 * @throws InputError naming the window and its field
 * @public
 */
export function rolloutWindow(
  windows: RolloutWindows,
  override: RunState['windowOverride'],
  at: string,
): WindowState {
  const state = bothOpen(windows, at);
  return !state.open && override && at < override.expiresAt
    ? {
        open: true,
        reason: `Open by the override of ${override.by}: ${override.reason}`,
        nextClose: override.expiresAt,
      }
    : state;
}

function bothOpen({ operator, manifest }: RolloutWindows, at: string) {
  const now = [windowState(operator, at), windowState(manifest, at)];
  const closed = now.filter(state => !state.open);
  if (closed.length === 0) {
    return {
      open: true,
      reason: now.map(state => state.reason).join(' '),
      nextClose: sorted(now.map(state => state.nextClose)).at(0),
    };
  }
  return {
    open: false,
    reason: closed.map(state => state.reason).join(' '),
    nextOpen: nextOpenOfBoth({ operator, manifest }, now),
  };
}

function nextOpenOfBoth(
  { operator, manifest }: RolloutWindows,
  now: WindowState[],
): string | undefined {
  let states = now;
  for (let turn = 0; turn < MAX_TURNS; turn += 1) {
    const closed = states.filter(state => !state.open);
    const opens = sorted(closed.map(state => state.nextOpen));
    const at = opens.at(-1);
    if (at === undefined || opens.length < closed.length) {
      return undefined;
    }
    states = [windowState(operator, at), windowState(manifest, at)];
    if (states.every(state => state.open)) {
      return at;
    }
  }
  return undefined;
}

function sorted(times: (string | undefined)[]): string[] {
  return times.filter((time): time is string => time !== undefined).sort();
}

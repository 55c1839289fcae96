import type { RunEvent } from '../events';
import { formatDuration, quoteFound } from '../pacing';
import type { RunState, RunStatus } from '../model';
import { accept, reject, type Decision } from './decision';
import type { RunCommand } from './runCommands';

/**
 * No override lasts longer than seven days, in milliseconds: what is needed for longer is another window.
 *
 * @public
 */
export const LONGEST_WINDOW_OVERRIDE_MS = 7 * 86_400_000;

const ENDED: RunStatus[] = ['finished', 'cancelled'];

/**
 * Decides whether a person lets a rollout pass closed windows.
 *
 * @remarks Rule: semantics, section 4. A rollback needs no override: it is always permitted.
 */
export function overrideWindow(
  state: RunState,
  { by, reason, expiresAt }: Extract<RunCommand, { type: 'overrideWindow' }>,
  now: string,
): Decision<RunEvent> {
  if (ENDED.includes(state.status)) {
    return reject(
      'conflict',
      `The run is ${state.status}: no window holds it up`,
    );
  }
  const lasts = Date.parse(expiresAt) - Date.parse(now);
  return lasts > 0 && lasts <= LONGEST_WINDOW_OVERRIDE_MS
    ? accept<RunEvent>({
        type: 'window.overridden',
        data: { by, reason, expiresAt },
      })
    : reject(
        'invalid',
        `expiresAt: found ${quoteFound(
          expiresAt,
        )}, accepted is a time from now on, at most ${formatDuration(
          LONGEST_WINDOW_OVERRIDE_MS,
        )} ahead`,
      );
}

import { useEffect, type RefObject } from 'react';
import useLatest from 'react-use/lib/useLatest';
import type { Answer } from './replies';

/** What the keys do to rows, by their places in the list. */
export interface InboxKeyActions {
  count: number;
  toggle: (index: number) => void;
  answer: (index: number, answer: Answer) => void;
  open: (index: number) => void;
}

/** Where typing is meant for something else than the list. */
const TAKES_KEYS =
  'input:not([type=checkbox]), textarea, select, [contenteditable], [role=dialog], [role=menu], [role=listbox]';

/**
 * Walks the inbox by keyboard: j and k move, x chooses, a goes on, r stops, Enter opens.
 *
 * @remarks The keys work on the row with the focus; j and k also from anywhere else on the page, onto the first row.
 */
export function useInboxKeys(
  list: RefObject<HTMLElement>,
  actions: InboxKeyActions,
): void {
  const latest = useLatest(actions);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (
        event.ctrlKey ||
        event.metaKey ||
        event.altKey ||
        event.defaultPrevented ||
        target.closest(TAKES_KEYS)
      ) {
        return;
      }
      const { count, toggle, answer, open } = latest.current;
      const row = target.closest<HTMLElement>('[data-index]');
      const index =
        row && list.current?.contains(row) ? Number(row.dataset.index) : -1;
      const focus = (to: number) =>
        list.current
          ?.querySelector<HTMLElement>(`[data-index="${to}"]`)
          ?.focus();
      const moves: Record<string, () => void> = {
        j: () => focus(Math.min(index + 1, count - 1)),
        k: () => focus(Math.max(index - 1, 0)),
      };
      const acts: Record<string, () => void> = {
        x: () => toggle(index),
        a: () => answer(index, 'yes'),
        r: () => answer(index, 'no'),
        // Enter on a link or a button inside does what that says.
        ...(target === row && { Enter: () => open(index) }),
      };
      const act =
        moves[event.key] ?? (index >= 0 ? acts[event.key] : undefined);
      if (act) {
        event.preventDefault();
        act();
      }
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [latest, list]);
}

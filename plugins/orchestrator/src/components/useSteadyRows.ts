import { useCallback, useRef, useState, type PointerEvent } from 'react';

/** A row that is shown, and whether it is still in the list. */
export interface SteadyRow<T> {
  item: T;
  /** It has left the list while the pointer was on the rows. */
  gone: boolean;
}

/** Rows that stand still under the pointer. */
export interface SteadyRows<T> {
  rows: SteadyRow<T>[];
  /** For the element around the rows. */
  handlers: {
    onPointerEnter: (event: PointerEvent) => void;
    onPointerLeave: () => void;
  };
}

/**
 * Keeps rows in their places while the pointer is on them, so that nobody clicks on what has just moved there.
 *
 * @remarks What is known of a row changes in place all the while; new rows come in and old ones go when the pointer
 * leaves. A finger has no place of its own on the screen, so touching holds nothing.
 */
export function useSteadyRows<T>(
  items: T[],
  idOf: (item: T) => string,
): SteadyRows<T> {
  const [pointed, setPointed] = useState(false);
  const shown = useRef(items);
  const now = new Map(items.map(item => [idOf(item), item]));
  shown.current = pointed
    ? shown.current.map(old => now.get(idOf(old)) ?? old)
    : items;
  const onPointerEnter = useCallback(
    (event: PointerEvent) => setPointed(event.pointerType !== 'touch'),
    [],
  );
  const onPointerLeave = useCallback(() => setPointed(false), []);
  return {
    rows: shown.current.map(item => ({ item, gone: !now.has(idOf(item)) })),
    handlers: { onPointerEnter, onPointerLeave },
  };
}

import { useCallback, useMemo, useState } from 'react';

/** What of a list is chosen. */
export interface Choice<T> {
  chosen: T[];
  has: (item: T) => boolean;
  toggle: (item: T) => void;
  isAll: boolean;
  /** All that are shown, or none. */
  chooseAll: (on: boolean) => void;
  /** Those are done with; the others stay chosen. */
  drop: (items: readonly T[]) => void;
}

/** Lets people choose of a list. What somebody else has seen to in the meantime is no longer chosen. */
export function useChoice<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
): Choice<T> {
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const chosen = useMemo(
    () => items.filter(item => ticked.has(keyOf(item))),
    [items, keyOf, ticked],
  );
  const toggle = useCallback(
    (item: T) =>
      setTicked(old => {
        const next = new Set(old);
        const key = keyOf(item);
        return next.delete(key) ? next : next.add(key);
      }),
    [keyOf],
  );
  const drop = useCallback(
    (gone: readonly T[]) =>
      setTicked(old => {
        const next = new Set(old);
        gone.forEach(item => next.delete(keyOf(item)));
        return next;
      }),
    [keyOf],
  );
  return {
    chosen,
    has: item => ticked.has(keyOf(item)),
    toggle,
    isAll: chosen.length > 0 && chosen.length === items.length,
    chooseAll: on => setTicked(new Set(on ? items.map(keyOf) : [])),
    drop,
  };
}

import type { RunEventRecord } from '@backstage-orchestrator/plugin-orchestrator-common';
import { useMemo, useState } from 'react';
import useDebounce from 'react-use/lib/useDebounce';
import { useUrlFilters } from '../../data';

const PAUSE_MS = 300;

/** A moment that an address asks for by what happened, not by its number. */
export interface StartMoment {
  /** Names in the address that say which; they go when somebody moves on. */
  names: readonly string[];
  /** Whether it is this event. */
  is: (event: RunEventRecord) => boolean;
}

/**
 * The number of the event that is shown, from 1: the one that the address asks for, until somebody moves.
 *
 * @remarks It moves at once; the address follows when it rests, because browsers bear only so many changes of it.
 * @param events - all of them, at least one
 * @param startAt - what is asked for where the address has no number
 */
export function useDeferredMoment(
  events: RunEventRecord[],
  startAt?: StartMoment,
): {
  moment: number;
  setMoment: (moment: number) => void;
  /** What was asked for is none of the events: the newest is shown. */
  isLost: boolean;
} {
  const { one, set } = useUrlFilters();
  const [moved, setMoment] = useState<number>();
  const count = events.length;
  const number = one('event');
  const asked = useMemo(
    () =>
      number === undefined && startAt
        ? events.findIndex(startAt.is) + 1
        : Number(number ?? count),
    [count, events, number, startAt],
  );
  const isThere = Number.isInteger(asked) && asked >= 1 && asked <= count;
  useDebounce(
    () => {
      if (moved !== undefined) {
        set({
          ...Object.fromEntries(
            (startAt?.names ?? []).map(name => [name, undefined]),
          ),
          event: moved === count ? undefined : String(moved),
        });
      }
    },
    PAUSE_MS,
    [moved],
  );
  return {
    moment: Math.min(moved ?? (isThere ? asked : count), count),
    setMoment,
    isLost: moved === undefined && !isThere,
  };
}

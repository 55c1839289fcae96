import { useState } from 'react';
import useDebounce from 'react-use/lib/useDebounce';
import { useUrlFilters } from '../../data';

const PAUSE_MS = 300;

/**
 * The number of the event that is shown, from 1.
 *
 * @remarks It moves at once; the address follows when it rests, because browsers bear only so many changes of it.
 */
export function useDeferredMoment(count: number): {
  moment: number;
  setMoment: (moment: number) => void;
} {
  const { one, set } = useUrlFilters();
  const [moment, setMoment] = useState(() => {
    const asked = Number(one('event'));
    return Number.isInteger(asked) && asked >= 1 && asked <= count
      ? asked
      : count;
  });
  useDebounce(
    () => {
      const text = moment === count ? undefined : String(moment);
      if (text !== one('event')) {
        set({ event: text });
      }
    },
    PAUSE_MS,
    [moment],
  );
  return { moment: Math.min(moment, count), setMoment };
}

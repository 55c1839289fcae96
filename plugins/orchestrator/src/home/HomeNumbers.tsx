import { createContext, useContext, type ReactNode } from 'react';
import { NumberLinks, type NumberLink } from '../components/NumberLinks';
import { useHomeNumbers } from './useHomeNumbers';

const Numbers = createContext<NumberLink[]>([]);

/** Stands around the card of the home page, so that there is no empty card where there is nothing to say. */
export function HomeNumbersProvider(props: { children?: ReactNode }) {
  const numbers = useHomeNumbers();
  return numbers.length === 0 ? (
    <></>
  ) : (
    <Numbers.Provider value={numbers}>{props.children}</Numbers.Provider>
  );
}

/** Anything for me? Numbers that are links. */
export function HomeNumbers() {
  return <NumberLinks numbers={useContext(Numbers)} />;
}

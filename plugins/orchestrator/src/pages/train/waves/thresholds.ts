/** A number that a condition compares the result with. */
export interface Threshold {
  operator: '<' | '<=' | '>' | '>=';
  value: number;
}

const COMPARISON =
  /\bresult(?:\[\d+\]|\.value|\.differencePercent)?\s*(<=|>=|<|>)\s*(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)/gi;

/** The plain comparisons with a number in a condition; one that is written in another way has none to draw. */
export function thresholdsOf(condition: string | undefined): Threshold[] {
  return [...(condition ?? '').matchAll(COMPARISON)].map(
    ([, operator, value]) => ({
      operator: operator as Threshold['operator'],
      value: Number(value),
    }),
  );
}

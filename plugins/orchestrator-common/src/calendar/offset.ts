import { badInput, parseDuration } from '../pacing';

const OFFSET = /^D(?:([+-])(.+))?$/;
const MOST_DAYS = 999;

/**
 * A distance from the departure of a train: whole days, which follow the calendar, or exact time.
 *
 * @public
 */
export type Offset = { days: number } | { milliseconds: number };

/**
 * Reads a distance from a departure.
 *
 * @param text - `D-30`, `D`, `D+7` in days; `D-90m`, `D+2h` in exact time, for trains whose whole plan is short
 * @param field - where it stands, for the error message
 * @throws InputError saying what was found and what is accepted
 * @public
 */
export function parseOffset(text: string, field: string = 'offset'): Offset {
  const accepted =
    'an offset from the departure such as D-30, D, D+7, or D-90m in exact time';
  const match = typeof text === 'string' ? OFFSET.exec(text) : undefined;
  if (!match) {
    throw badInput(field, text, accepted);
  }
  const [, sign, amount] = match;
  if (amount === undefined) {
    return { days: 0 };
  }
  const factor = sign === '-' ? -1 : 1;
  if (/^\d+$/.test(amount)) {
    const days = Number(amount);
    if (days > MOST_DAYS) {
      throw badInput(field, text, `${accepted}, of at most ${MOST_DAYS} days`);
    }
    // Minus zero is zero.
    return { days: factor * days || 0 };
  }
  try {
    return { milliseconds: factor * parseDuration(amount) || 0 };
  } catch {
    throw badInput(field, text, accepted);
  }
}

import { drawAtLeast, valueAt, type Spread } from './spread';
import type { ForecastGate, TrainForecastInput } from './trainTypes';

/** How a gate comes to its GO in one case; instants in milliseconds since 1970. */
export interface PlayedGate {
  gate: ForecastGate;
  opens: number;
  /** The last result is there. */
  complete: number;
  /** Name of the sweep, where that is the last result. */
  lastSweep?: string;
  goes: number;
}

/**
 * Plays a gate through once: it opens, its results come in, then people sign what they say.
 *
 * @param now - milliseconds since 1970
 * @remarks It takes as many random numbers in every case, so that cases of two plans can be compared.
 */
export function playGate(
  gate: ForecastGate,
  { history, sweeps = {} }: TrainForecastInput,
  now: number,
  random: () => number,
): PlayedGate {
  const { criterionMs, signOffMs, noGoShare } = history;
  const opens =
    gate.openedAt === undefined
      ? Math.max(now, Date.parse(gate.opensAt))
      : Date.parse(gate.openedAt);
  const waited = (since: number, spread: Spread) =>
    since + drawAtLeast(spread, now - since, random);
  let complete = Math.max(now, opens);
  for (const kind of gate.kinds) {
    complete = Math.max(complete, waited(opens, criterionMs[kind]));
  }
  let lastSweep: string | undefined;
  for (const name of gate.sweeps) {
    const ends = Object.hasOwn(sweeps, name)
      ? now + valueAt(sweeps[name], random())
      : waited(opens, criterionMs.sweep);
    if (ends > complete) {
      complete = ends;
      lastSweep = name;
    }
  }
  let goes = complete;
  let since =
    gate.completeSince === undefined
      ? complete
      : Date.parse(gate.completeSince);
  if (gate.signedParts) {
    goes = waited(since, criterionMs.signOff);
    since = goes;
  }
  if (gate.signed) {
    goes = waited(since, signOffMs);
    const rejected = random() < noGoShare;
    const again = valueAt(signOffMs, random());
    // A gate that is a NO-GO is opened again, and signed once more.
    goes += rejected ? again : 0;
  }
  return {
    gate,
    opens,
    complete,
    ...(lastSweep !== undefined && { lastSweep }),
    goes,
  };
}

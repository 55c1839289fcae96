import {
  contractDates,
  describeContractDate,
  trainWindows,
  windowRanges,
  windowRepetition,
  type TrainManifest,
  type TrainPlan,
  type Window,
  type WindowRepetition,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { DateTime } from 'luxon';

/** How long before the first and after the last thing that is planned the windows of a train are shown. */
const MARGIN_DAYS = 30;

/** A train as calendars show it. */
export interface CalendarTrain {
  id: string;
  manifest: TrainManifest;
  plan: TrainPlan;
  /** Address of its page. */
  url: string;
  /** When anything of it was changed last. */
  updatedAt: string;
  cancelled?: boolean;
  /** Ids of the products that it brings; absent: all of them. */
  aboard?: string[];
}

/** Something that stands in a calendar. */
export interface CalendarEntry {
  /** Stays the same as long as it is the same thing, whenever that is. */
  key: string;
  kind:
    | 'departure'
    | 'milestone'
    | 'gate'
    | 'wave'
    | 'contract'
    | 'freeze'
    | 'window';
  summary: string;
  /** An instant, or the repetitions of a window in its zone. */
  when:
    | { at: string }
    | { from: string; to: string }
    | { repetition: WindowRepetition; timezone: string };
}

/** All that a train brings to a calendar. */
export function trainEntries({
  manifest,
  plan,
  aboard,
}: Pick<CalendarTrain, 'manifest' | 'plan' | 'aboard'>): CalendarEntry[] {
  const { spec, metadata } = manifest;
  const train = metadata.title ?? metadata.name;
  const times = [
    plan.departure,
    ...plan.milestones.map(({ at }) => at),
    ...Object.values(plan.gatesOpen),
    ...Object.values(plan.wavesNotBefore),
  ].sort();
  const from = daysAfter(times[0], -MARGIN_DAYS);
  const to = daysAfter(times[times.length - 1], MARGIN_DAYS);
  return [
    {
      key: 'departure',
      kind: 'departure',
      summary: `${train}: departure`,
      when: { at: plan.departure },
    },
    ...plan.milestones.map(
      ({ id, title, at, deadline }): CalendarEntry => ({
        key: `milestone.${id}`,
        kind: 'milestone',
        summary: `${train}: ${title}${deadline ? ' (deadline)' : ''}`,
        when: { at },
      }),
    ),
    ...spec.gates.map(
      ({ id, title }): CalendarEntry => ({
        key: `gate.${id}`,
        kind: 'gate',
        summary: `${train}: gate ${title ?? id} opens`,
        when: { at: plan.gatesOpen[id] },
      }),
    ),
    ...spec.waves.map(
      ({ id, title }): CalendarEntry => ({
        key: `wave.${id}`,
        kind: 'wave',
        summary: `${train}: wave ${title ?? id}, not before`,
        when: { at: plan.wavesNotBefore[id] },
      }),
    ),
    ...contractDates(spec, aboard).map(
      (date): CalendarEntry => ({
        key: `contract.${date.key}`,
        kind: 'contract',
        summary: `${train}: ${describeContractDate(date)}`,
        when: { at: date.at },
      }),
    ),
    ...trainWindows(spec).flatMap((window, index) =>
      windowEntries(window, `window.${index + 1}`, train, from, to),
    ),
  ];
}

function windowEntries(
  window: Window,
  key: string,
  train: string,
  from: string,
  to: string,
): CalendarEntry[] {
  const { kind, reason, timezone } = window;
  const word = kind === 'deny' ? 'freeze' : 'window';
  const common = {
    kind: word,
    summary: `${train}: ${word}${reason === undefined ? '' : `, ${reason}`}`,
  } as const;
  const repetition = windowRepetition(window, from, to);
  return [
    ...(repetition ? [{ ...common, key, when: { repetition, timezone } }] : []),
    ...windowRanges(window).map((when, index) => ({
      ...common,
      key: `${key}.range.${index + 1}`,
      when,
    })),
  ];
}

function daysAfter(instant: string, days: number): string {
  return DateTime.fromISO(instant, { zone: 'utc' }).plus({ days }).toISO()!;
}

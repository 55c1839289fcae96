import type { CalendarEntry } from '../api/trainSchemas';
import { trainWindows } from '../manifest';
import type { TrainState } from '../model';
import { windowStretches, type Window } from '../windows';
import { contractDates, describeContractDate } from './contractDates';
import { aboard } from './trainContext';

/**
 * What of some trains lies in a time: departures, milestones, gates that open, waves, dates of contracts, windows; by date.
 *
 * @param operatorWindows - of the portal, for every run: entries without a train
 * @public
 */
export function calendarEntries(
  trains: TrainState[],
  { from, to }: { from: string; to: string },
  operatorWindows: Window[] = [],
): CalendarEntry[] {
  return [
    ...trains.flatMap(train => entriesOf(train, from, to)),
    ...operatorWindows.flatMap(window => windowEntries(window, from, to)),
  ]
    .filter(entry => entry.from < to && (entry.to ?? entry.from) >= from)
    .sort((a, b) => (a.from < b.from ? -1 : Number(a.from > b.from)));
}

/**
 * The last instant at which {@link calendarEntries} has something of a train that has ended: its windows end with it,
 * and a milestone or a date of a contract may come later.
 *
 * @returns ISO 8601
 * @public
 */
export function calendarUntil({
  plan,
  manifest,
  finishedAt = plan.departure,
}: Pick<TrainState, 'plan' | 'manifest' | 'finishedAt'>): string {
  return [
    finishedAt,
    plan.departure,
    ...plan.milestones.map(({ at }) => at),
    ...Object.values(plan.gatesOpen),
    ...Object.values(plan.wavesNotBefore),
    ...contractDates(manifest.spec).map(({ at }) => at),
  ].reduce((latest, at) => (at > latest ? at : latest));
}

function entriesOf(
  train: TrainState,
  from: string,
  to: string,
): CalendarEntry[] {
  if (train.phase === 'cancelled') {
    return [];
  }
  const { plan, manifest, waves } = train;
  const of = { train: train.id, trainTitle: train.title };
  return [
    { kind: 'departure', title: train.title, from: plan.departure, ...of },
    ...plan.milestones.map(
      ({ title, at }): CalendarEntry => ({
        kind: 'milestone',
        title,
        from: at,
        ...of,
      }),
    ),
    ...manifest.spec.gates.flatMap(({ id, title = id }): CalendarEntry[] =>
      plan.gatesOpen[id] === undefined
        ? []
        : [{ kind: 'gate', title, from: plan.gatesOpen[id], ...of }],
    ),
    ...waves.flatMap(({ id, title, startedAt, finishedAt }): CalendarEntry[] =>
      plan.wavesNotBefore[id] === undefined
        ? []
        : [
            {
              kind: 'wave',
              title,
              from: startedAt ?? plan.wavesNotBefore[id],
              ...(finishedAt !== undefined && { to: finishedAt }),
              ...of,
            },
          ],
    ),
    ...contractDates(manifest.spec, aboard(train)).map(
      (date): CalendarEntry => ({
        kind: 'contract',
        title: describeContractDate(date),
        from: date.at,
        ...of,
      }),
    ),
    ...trainWindows(manifest.spec).flatMap(window =>
      windowEntries(window, from, endOf(train, to)).map(
        (entry): CalendarEntry => ({ ...entry, ...of }),
      ),
    ),
  ];
}

/** A rule may repeat without end; of a train that has ended nothing is open or closed any more. */
function endOf({ finishedAt }: TrainState, to: string): string {
  return finishedAt !== undefined && finishedAt < to ? finishedAt : to;
}

function windowEntries(
  window: Window,
  from: string,
  to: string,
): CalendarEntry[] {
  return from < to
    ? windowStretches(window, from, to).map(
        (stretch): CalendarEntry => ({
          kind: 'window',
          title:
            window.reason ?? (window.kind === 'deny' ? 'Freeze' : 'Window'),
          window: window.kind,
          timezone: window.timezone,
          ...repetitionOf(window),
          ...stretch,
        }),
      )
    : [];
}

/** What tells the occurrences of one rule from those of another. */
function repetitionOf({
  rrule,
  duration,
  ranges,
}: Window): Pick<CalendarEntry, 'repeats'> {
  // A window may have ranges beside its rule; then it isn't known which of them an active time is of.
  return rrule !== undefined && duration !== undefined && !ranges?.length
    ? { repeats: { rrule, duration } }
    : {};
}

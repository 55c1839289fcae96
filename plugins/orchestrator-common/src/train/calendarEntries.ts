import type { CalendarEntry } from '../api/trainSchemas';
import { trainWindows } from '../manifest';
import type { TrainState } from '../model';
import { windowState, type Window } from '../windows';

/** Stretches of one window in one answer: a daily one for more than a year. */
const MOST_STRETCHES = 400;

/**
 * What of some trains lies in a time: departures, milestones, gates that open, waves, windows; by date.
 *
 * @public
 */
export function calendarEntries(
  trains: TrainState[],
  { from, to }: { from: string; to: string },
): CalendarEntry[] {
  return trains
    .flatMap(train => entriesOf(train, from, to))
    .filter(entry => entry.from < to && (entry.to ?? entry.from) >= from)
    .sort((a, b) => (a.from < b.from ? -1 : Number(a.from > b.from)));
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
    ...trainWindows(manifest.spec).flatMap(window =>
      stretchesOf(window, from, to).map(
        (stretch): CalendarEntry => ({
          kind: 'window',
          title:
            window.reason ?? (window.kind === 'deny' ? 'Freeze' : 'Window'),
          window: window.kind,
          ...stretch,
          ...of,
        }),
      ),
    ),
  ];
}

/** When a window is active in a time. */
function stretchesOf(
  window: Window,
  from: string,
  to: string,
): { from: string; to?: string }[] {
  const found: { from: string; to?: string }[] = [];
  let at: string | undefined = from;
  while (at !== undefined && at < to && found.length < MOST_STRETCHES) {
    const { open, nextOpen, nextClose } = windowState([window], at);
    const active = window.kind === 'allow' ? open : !open;
    const end = window.kind === 'allow' ? nextClose : nextOpen;
    const begin = window.kind === 'allow' ? nextOpen : nextClose;
    if (active) {
      found.push({ from: at, ...(end !== undefined && { to: end }) });
      at = end;
    } else {
      at = begin;
    }
  }
  return found;
}

import {
  aboard,
  contractDates,
  milestoneAt,
  previewCommunication,
  trainCalendar,
  windowRanges,
  trainWindows,
  type ContractDate,
  type RunEventRecord,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { isEventOf } from '../../../components/timeline';
import type { TrainDetail } from '../../../data';
import { titleOf } from '../TrainContext';

/** What stands on the timeline of a train. */
export type TimelineKind =
  | 'milestone'
  | 'deadline'
  | 'gate'
  | 'departure'
  | 'wave'
  | 'contract'
  | 'window'
  | 'rehearsal'
  | 'check'
  | 'risk'
  | 'communication'
  | 'success'
  | 'incident'
  | 'halt'
  | 'rollback'
  | 'closed'
  | 'cancelled';

/** Events that the state forgets, as a resumed wave forgets its halt. */
export const TURN_TYPES = [
  'wave.halted',
  'rollback.started',
  'rollback.finished',
] as const;

/** Something with a date, from the plan or from what has happened. */
export interface TimelineEntry {
  id: string;
  kind: TimelineKind;
  title: string;
  at: string;
  to?: string;
  /** As the manifest has it: `D-30`. */
  offset?: string;
  /** It has not happened: the time is the earliest. */
  notBefore?: boolean;
  window?: 'allow' | 'deny';
  /** What happens to older versions of an interface. */
  contract?: ContractDate['step'];
}

/**
 * Everything of a train that has a date, the earliest first.
 *
 * @param turns - its events of `TURN_TYPES`, oldest first
 */
export function timelineEntries(
  detail: TrainDetail,
  turns: RunEventRecord[] = [],
): TimelineEntry[] {
  const { train } = detail;
  const { plan, manifest } = train;
  const { spec } = manifest;
  const calendar = trainCalendar(spec);
  const due = (offset: string) =>
    milestoneAt({ at: offset }, plan.departure, calendar);
  const entries: TimelineEntry[] = [
    ...plan.milestones.map(
      ({ id, title, at, deadline }): TimelineEntry => ({
        id: `milestone ${id}`,
        kind: deadline ? 'deadline' : 'milestone',
        title,
        at,
        offset: spec.milestones.find(one => one.id === id)?.at,
      }),
    ),
    ...detail.gates.map(
      ({ id, title, opensAt }): TimelineEntry => ({
        id: `gate ${id}`,
        kind: 'gate',
        title,
        at: opensAt,
        offset: spec.gates.find(one => one.id === id)?.opens,
      }),
    ),
    {
      id: 'departure',
      kind: 'departure',
      title: detail.title,
      at: train.departedAt ?? plan.departure,
      offset: 'D',
    },
    ...train.waves.map(
      ({ id, title, startedAt, finishedAt }): TimelineEntry => ({
        id: `wave ${id}`,
        kind: 'wave',
        title,
        at: startedAt ?? plan.wavesNotBefore[id] ?? plan.departure,
        ...(startedAt === undefined && { notBefore: true }),
        ...(finishedAt !== undefined && { to: finishedAt }),
        offset: spec.waves.find(one => one.id === id)?.notBefore,
      }),
    ),
    ...contractDates(spec, aboard(train)).map(
      ({ key, product, api, version, step, at }): TimelineEntry => ({
        id: `contract ${key}`,
        kind: 'contract',
        title: `${titleOf(detail, product)}, ${api} ${version}`,
        at,
        contract: step,
      }),
    ),
    ...spec.rehearsals.map(
      (rehearsal): TimelineEntry => ({
        id: `rehearsal ${rehearsal.id}`,
        kind: 'rehearsal',
        title: rehearsal.title,
        at: due(rehearsal.due),
        offset: rehearsal.due,
      }),
    ),
    ...spec.products.flatMap(product => [
      ...product.checks.map(
        (check): TimelineEntry => ({
          id: `check ${product.id} ${check.id}`,
          kind: 'check',
          title: `${titleOf(detail, product.id)}: ${check.title}`,
          at: due(check.due),
          offset: check.due,
        }),
      ),
      ...product.risks.flatMap((risk): TimelineEntry[] =>
        risk.due === undefined
          ? []
          : [
              {
                id: `risk ${product.id} ${risk.id}`,
                kind: 'risk',
                title: `${titleOf(detail, product.id)}: ${risk.title}`,
                at: due(risk.due),
                offset: risk.due,
              },
            ],
      ),
    ]),
    ...train.communications.flatMap((communication): TimelineEntry[] => {
      const { id, sentAt, sendAt } = communication;
      const at = sentAt ?? sendAt;
      return at === undefined
        ? []
        : [
            {
              id: `communication ${id}`,
              kind: 'communication',
              title: previewCommunication(train, communication).subject,
              at,
            },
          ];
    }),
    ...spec.success.map(
      (metric): TimelineEntry => ({
        id: `success ${metric.id}`,
        kind: 'success',
        title: metric.title,
        at: due(metric.measure),
        offset: metric.measure,
      }),
    ),
    ...train.incidents.map(
      ({ id, title, openedAt, resolvedAt }): TimelineEntry => ({
        id: `incident ${id}`,
        kind: 'incident',
        title,
        at: openedAt,
        to: resolvedAt,
      }),
    ),
    ...turnsOf(detail, turns),
    ...endOf(detail),
  ];
  return [...entries, ...windowsAround(detail, entries)].sort((a, b) =>
    a.at < b.at ? -1 : Number(a.at > b.at),
  );
}

/** Halts and rollbacks, those that were made good since then, too. */
function turnsOf(
  detail: TrainDetail,
  turns: RunEventRecord[],
): TimelineEntry[] {
  return turns.flatMap((turn, index): TimelineEntry[] => {
    const at = turn.occurredAt;
    if (isEventOf(turn, 'wave.halted')) {
      const { id, reason } = turn.data;
      const wave = detail.waves.find(one => one.id === id)?.title ?? id;
      return [
        {
          id: `halt ${turn.position}`,
          kind: 'halt',
          title: `${wave}: ${reason}`,
          at,
        },
      ];
    }
    if (!isEventOf(turn, 'rollback.started')) {
      return [];
    }
    const { layers, reason } = turn.data;
    const products = layers.flat().map(id => titleOf(detail, id));
    return [
      {
        id: `rollback ${turn.position}`,
        kind: 'rollback',
        title: `${products.join(', ')}: ${reason}`,
        at,
        to: turns
          .slice(index + 1)
          .find(({ type }) => type === 'rollback.finished')?.occurredAt,
      },
    ];
  });
}

function endOf({ title, phase, train }: TrainDetail): TimelineEntry[] {
  return train.finishedAt === undefined
    ? []
    : [
        {
          id: 'end',
          kind: phase === 'cancelled' ? 'cancelled' : 'closed',
          title,
          at: train.finishedAt,
        },
      ];
}

/** Windows with dates that lie in the time of the other entries. */
function windowsAround(
  detail: TrainDetail,
  entries: TimelineEntry[],
): TimelineEntry[] {
  // Dates of contracts may lie years after the end of a train.
  const times = entries
    .filter(({ kind }) => kind !== 'contract')
    .map(({ at }) => at)
    .sort();
  return trainWindows(detail.train.manifest.spec).flatMap((window, index) =>
    windowRanges(window).flatMap(({ from, to }): TimelineEntry[] =>
      from < times[times.length - 1] && to > times[0]
        ? [
            {
              id: `window ${index} ${from}`,
              kind: 'window',
              title: window.reason ?? '',
              at: from,
              to,
              window: window.kind,
            },
          ]
        : [],
    ),
  );
}

import { wordsOf } from '../gates';
import type { RehearsalState, TrainState } from '../model';
import { markdownTable, markdownText as text } from '../report/markdownText';
import { words } from '../report/reportSummary';
import type { CheckRecord } from './checkRecords';

/** Checks and risks of the products: whose they are, what there is to know of them, and who has ticked them. */
export function checksTable(train: TrainState, records: CheckRecord[]): string {
  return markdownTable(
    [
      'Product',
      'What',
      'Owner',
      'Likelihood',
      'Impact',
      'Mitigation',
      'Due',
      'Done',
    ],
    records.map(({ product, check, risk, tick, outdated }) => [
      text(titleOf(train, product)),
      text(wordsOf({ ...check, detail: undefined })),
      text(check.owner),
      risk?.likelihood ?? '',
      risk?.impact ?? '',
      text(risk?.mitigation ?? ''),
      check.due ?? '',
      doneText(tick, outdated),
    ]),
  );
}

function doneText(tick: CheckRecord['tick'], outdated: boolean): string {
  if (!tick) {
    return outdated ? 'open: it has changed since it was ticked' : 'open';
  }
  const note = tick.note ? `: ${tick.note}` : '';
  return text(`${tick.by}, ${tick.at}${note}`);
}

/** How rehearsals went, each as last done, and what was rehearsed. */
export function rehearsalsTable(
  train: TrainState,
  rehearsals: RehearsalState[],
): string {
  return markdownTable(
    [
      'Rehearsal',
      'Environment',
      'Status',
      'By',
      'From',
      'To',
      'Rollback',
      'Versions',
      'Notes',
    ],
    rehearsals.map(one => {
      const planned = train.manifest.spec.rehearsals.find(
        ({ id }) => id === one.id,
      );
      return [
        text(planned?.title ?? one.id),
        text(planned?.environment ?? ''),
        words(one.status),
        text(one.by),
        one.startedAt,
        one.finishedAt ?? '',
        one.rollback ? 'yes' : 'no',
        Object.entries(one.releases)
          .map(([id, release]) => text(`${titleOf(train, id)} ${release}`))
          .join(', '),
        text(one.notes ?? ''),
      ];
    }),
  );
}

/** Title of a product; its id where the plan has it no more. */
export function titleOf({ plan }: TrainState, product: string): string {
  return plan.products.find(({ id }) => id === product)?.title ?? product;
}

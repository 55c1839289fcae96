import type { TrainState, WaveState } from '../model';
import { formatElapsed } from '../report/formatElapsed';
import { markdownText as text } from '../report/markdownText';
import {
  followUpList,
  incidentList,
  summaryOf,
  timelineSection,
} from './reportParts';
import type { TrainParts } from './trainParts';
import type { TimelineEvent } from './trainTimeline';

/** For what no record knows: people write it. */
const FOR_PEOPLE = '- ';

/**
 * The beginning of a post-mortem as Markdown, from the record: what is known stands there, and what only people can
 * say is a heading to write below.
 *
 * @remarks Whatever comes from the catalog, a manifest or a person is escaped: it shows as text.
 * @param events - the log, see `TIMELINE_EVENT_TYPES`
 * @public
 */
export function postMortemDraft(
  { train, products }: TrainParts,
  events: readonly TimelineEvent[],
): string {
  const sections = [
    `# Post-mortem of ${text(train.title)}`,
    '## Summary',
    [summaryOf(train), ...incidentSummary(train)].join(' '),
    '## Impact',
    [
      ...train.waves.flatMap(wave => waveImpact(train, wave)),
      ...concerned(train, [...products.keys()]),
      '- Who noticed what, and how many: ',
    ].join('\n'),
    ...timelineSection(train, events),
    '## Incidents',
    train.incidents.length === 0
      ? 'None was opened.'
      : incidentList(train.incidents),
    ...['What went well', 'What went badly', 'Where we were lucky'].flatMap(
      title => [`## ${title}`, FOR_PEOPLE],
    ),
    '## Follow-ups',
    train.followUps.length === 0 ? '- [ ] ' : followUpList(train.followUps),
  ];
  return `${sections.join('\n\n')}\n`;
}

function incidentSummary({ incidents }: TrainState): string[] {
  if (incidents.length === 0) {
    return [];
  }
  const [worst] = incidents.map(({ severity }) => severity).sort();
  const from = incidents.map(({ openedAt }) => openedAt).sort()[0];
  const ends = incidents.flatMap(({ resolvedAt }) => resolvedAt ?? []);
  const to = ends.sort()[ends.length - 1];
  return [
    incidents.length === 1
      ? `There was one incident, ${worst}.`
      : `There were ${incidents.length} incidents, the worst ${worst}.`,
    ends.length < incidents.length
      ? `It began at ${from}, and is not over.`
      : `From ${from} to ${to}: ${formatElapsed(
          Date.parse(to) - Date.parse(from),
        )}.`,
  ];
}

/** How far a wave came, for whom, and what was taken back from it. */
function waveImpact(train: TrainState, wave: WaveState): string[] {
  if (wave.startedAt === undefined) {
    return [];
  }
  const back = wave.rolledBack;
  return [
    `- Wave ${text(wave.title)}: from ${wave.startedAt} to ${
      wave.finishedAt ?? 'now'
    }${back.length > 0 ? `, taken back: ${titles(train, back)}` : ''}`,
  ];
}

function concerned(train: TrainState, known: string[]): string[] {
  const named = known.filter(id =>
    train.incidents.some(({ products }) => products.includes(id)),
  );
  return named.length > 0
    ? [`- Products that incidents name: ${titles(train, named)}`]
    : [];
}

function titles({ plan }: TrainState, ids: string[]): string {
  return plan.products
    .filter(({ id }) => ids.includes(id))
    .map(({ title }) => text(title))
    .join(', ');
}

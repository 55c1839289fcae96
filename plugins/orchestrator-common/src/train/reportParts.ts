import type { IncidentState, TrainFollowUp, TrainState } from '../model';
import { markdownTable, markdownText as text } from '../report/markdownText';
import { words } from '../report/reportSummary';
import { section } from '../report/section';
import {
  trainTimeline,
  type TimelineEvent,
  type TrainTimelineEntry,
} from './trainTimeline';

/** How a train ended, or where it stands, in a sentence or two. */
export function summaryOf({
  phase,
  outcome,
  plan,
  passengers,
}: TrainState): string {
  const left = passengers.filter(({ standing }) => standing === 'left').length;
  return [
    `The train is ${words(phase)}${outcome ? `: ${words(outcome)}` : ''}.`,
    `${plan.products.length} ${
      plan.products.length === 1 ? 'product' : 'products'
    }${left > 0 ? `, ${left} of which missed it` : ''}.`,
  ].join(' ');
}

/** The timeline as a table. */
export function timelineTable(entries: TrainTimelineEntry[]): string {
  return markdownTable(
    ['When', 'What', 'Who'],
    entries.map(({ at, text: what, by }) => [at, text(what), text(by ?? '')]),
  );
}

/** The timeline as a section of its own. */
export function timelineSection(
  train: TrainState,
  events: readonly TimelineEvent[],
): string[] {
  return section('Timeline', trainTimeline(train, events), timelineTable);
}

/** Incidents with what was noted of them, and how each was resolved. */
export function incidentList(incidents: IncidentState[]): string {
  return incidents
    .map(({ title, severity, openedAt, notes, resolvedAt, resolution }) => [
      `- **${severity}** ${text(title)}: from ${openedAt} to ${
        resolvedAt ?? 'now, it is open'
      }`,
      ...notes.map(
        note => `  - ${note.at}, ${text(note.by)}: ${text(note.text)}`,
      ),
      ...(resolution ? [`  - Resolved: ${text(resolution)}`] : []),
    ])
    .flat()
    .join('\n');
}

/** What is left to do, as a list of tasks. */
export function followUpList(followUps: TrainFollowUp[]): string {
  return followUps
    .map(
      ({ title, owner, due, status, carriedFrom }) =>
        `- [${status === 'done' ? 'x' : ' '}] ${text(title)} (${text(
          owner,
        )}, until ${due}${carriedFrom ? `, from ${text(carriedFrom)}` : ''})`,
    )
    .join('\n');
}

import type { Figure, GateState, TrainState, WaveState } from '../model';
import {
  markdownLink,
  markdownTable,
  markdownText as text,
} from '../report/markdownText';
import { words } from '../report/reportSummary';
import { section } from '../report/section';
import { checkRecords } from './checkRecords';
import {
  followUpList,
  incidentList,
  summaryOf,
  timelineSection,
} from './reportParts';
import { checksTable, rehearsalsTable, titleOf } from './reportTables';
import { notesMarkdown, releaseNotes } from './releaseNotes';
import { previewCommunication } from './renderCommunication';
import { isAnswer, successByKind } from './successMetrics';
import type { TrainParts } from './trainParts';
import { decisionsIn, type TimelineEvent } from './trainTimeline';

/**
 * The report of a train as Markdown (GitHub's dialect, for its tables): what came of it, what happened when, on what it
 * was decided, what went wrong, and what is left to do.
 *
 * @remarks Whatever comes from the catalog, a manifest or a person is escaped: it shows as text.
 * @param now - when it is made
 * @param events - the log, for the timeline, see `TIMELINE_EVENT_TYPES`; left out: without one
 * @public
 */
export function trainReport(
  parts: TrainParts,
  now: string,
  events: readonly TimelineEvent[] = [],
): string {
  const { train } = parts;
  const sections = [
    `# ${text(train.title)}`,
    summaryOf(train),
    [
      `- Train: ${text(train.name)} (${text(train.id)})`,
      `- Owner: ${text(train.owner)}`,
      `- Departure: ${train.plan.departure} (${train.manifest.spec.timezone})`,
      `- Departed: ${train.departedAt ?? 'not yet'}`,
      `- Ended: ${train.finishedAt ?? 'not yet'}`,
      `- Report of: ${now}`,
    ].join('\n'),
    ...section('Success', train.manifest.spec.success, metrics =>
      markdownTable(
        ['Kind', 'Metric', 'Product', 'Target', 'Value', 'Met', 'Note'],
        successByKind(metrics).map(
          ({ id, kind, title, product, target, unit }) => {
            const result = train.success.find(one => one.id === id);
            return [
              words(kind),
              text(title),
              text(product === undefined ? '' : titleOf(train, product)),
              text(`${target} ${unit ?? ''}`.trim()),
              result?.value === undefined
                ? 'not measured'
                : text(`${result.value} ${unit ?? ''}`.trim()),
              result && isAnswer(result) ? yesNo(result.met) : 'open',
              text(result?.note ?? result?.problem?.message ?? ''),
            ];
          },
        ),
      ),
    ),
    ...section('Products', train.plan.products, products =>
      markdownTable(
        ['Product', 'Version', 'Owner', 'Criticality', 'Came to'],
        products.map(product => [
          text(product.title),
          text(product.release),
          text(product.owner ?? ''),
          product.criticality,
          productOutcome(parts, product.id),
        ]),
      ),
    ),
    ...section('Risks and checks', checkRecords(parts), records =>
      checksTable(train, records),
    ),
    ...section('Rehearsals', train.rehearsals, rehearsals =>
      rehearsalsTable(train, rehearsals),
    ),
    ...section('Waves', startedWaves(train), waves =>
      markdownTable(
        ['Wave', 'Status', 'Started', 'Ended', 'During', 'After', 'Halt'],
        waves.map(waveRow),
      ),
    ),
    ...timelineSection(train, events),
    ...section('Decisions', decidedGates(parts, events), gates =>
      gates.map(decisionsOf).join('\n\n'),
    ),
    ...section('Incidents', train.incidents, incidentList),
    ...section('Exceptions', exceptionsOf(train), items => items.join('\n')),
    ...section('Communications', train.communications, communications =>
      markdownTable(
        ['Message', 'Subject', 'Status', 'Approved by', 'Sent'],
        communications.map(one => [
          text(one.id),
          text(previewCommunication(train, one).subject),
          words(one.status),
          text(one.approvedBy ?? ''),
          one.sentAt ?? '',
        ]),
      ),
    ),
    ...section('What is in it', scopeOf(train), items => items.join('\n')),
    ...section('Notes', releaseNotes(parts), notes => notesMarkdown(notes, 3)),
    ...section('Left to do', train.followUps, followUpList),
    ...(train.postMortem
      ? [
          `## Post-mortem\n\n${markdownLink(
            train.postMortem.url,
            train.postMortem.url,
          )}`,
        ]
      : []),
  ];
  return `${sections.join('\n\n')}\n`;
}

function productOutcome({ train, products }: TrainParts, id: string): string {
  const passenger = train.passengers.find(one => one.id === id);
  if (passenger?.left) {
    return `missed the train: ${text(passenger.left.reason)}`;
  }
  const activations = products.get(id)?.activations ?? [];
  return activations.length === 0
    ? 'not activated'
    : activations
        .map(({ wave, status }) => `${text(wave)}: ${words(status)}`)
        .join(', ');
}

function startedWaves({ waves }: TrainState): WaveState[] {
  return waves.filter(({ startedAt }) => startedAt !== undefined);
}

function waveRow(wave: WaveState): string[] {
  return [
    text(wave.title),
    words(wave.status),
    wave.startedAt ?? '',
    wave.finishedAt ?? '',
    wave.during ? text(`${wave.during.phase}: ${wave.during.message}`) : '',
    wave.after ? text(`${wave.after.phase}: ${wave.after.message}`) : '',
    wave.halt ? text(`${wave.halt.by}: ${wave.halt.reason}`) : '',
  ];
}

type DecidedGate = Pick<GateState, 'title' | 'decisions'>;

/** With all of their decisions where the log is at hand; else with those that the state of a gate has kept. */
function decidedGates(
  { train, gates }: TrainParts,
  events: readonly TimelineEvent[],
): DecidedGate[] {
  return train.manifest.spec.gates
    .flatMap(({ id }) => gates.get(id) ?? [])
    .map(({ id, title, decisions }) => {
      const logged = decisionsIn(events, id);
      return {
        title,
        decisions: logged.length > decisions.length ? logged : decisions,
      };
    })
    .filter(({ decisions }) => decisions.length > 0);
}

function decisionsOf({ title, decisions }: DecidedGate): string {
  return [
    `### ${text(title)}`,
    decisions
      .map(decision =>
        [
          `- **${decision.outcome === 'go' ? 'GO' : 'NO-GO'}** at ${
            decision.at
          }: ${text(decision.reason)} (evidence ${decision.evidenceDigest})`,
          ...decision.signOffs.map(
            ({ by, decision: signed, comment }) =>
              `  - ${text(by)}: ${signed}${
                comment ? `, “${text(comment)}”` : ''
              }`,
          ),
          ...decision.rests.flatMap(({ part, waivers, measured = [] }) => [
            ...waivers.map(
              ({ criterion, by, reason, expiresAt }) =>
                `  - ${text(part)}: ${text(criterion)} waived by ${text(
                  by,
                )} until ${expiresAt}: ${text(reason)}`,
            ),
            ...measured.map(
              ({ title: asked, score, figures }) =>
                `  - ${text(part)}: ${text(asked)}${
                  score === undefined ? '' : ` ${Math.round(score * 10) / 10}`
                }: ${figures.map(figureText).join('; ')}`,
            ),
          ]),
        ].join('\n'),
      )
      .join('\n'),
  ].join('\n\n');
}

function figureText({ name, value, message, status, asked }: Figure): string {
  const found = value ?? message ?? 'no value';
  return text(
    `${name} ${found}, ${status}${asked === undefined ? '' : ` (${asked})`}`,
  );
}

function exceptionsOf({ passengers }: TrainState): string[] {
  return passengers.flatMap(({ id, exceptions }) =>
    exceptions.map(
      ({ milestone, by, reason, at }) =>
        `- ${text(id)} missed ${text(milestone)}: ${text(
          by,
        )} let it (${at}): ${text(reason)}`,
    ),
  );
}

function scopeOf({ manifest }: TrainState): string[] {
  return manifest.spec.products
    .filter(({ scope }) => scope.length > 0)
    .map(({ id, version, scope }) =>
      [
        `- **${text(id)} ${text(version)}**`,
        ...scope.map(line => `  - ${text(line)}`),
      ].join('\n'),
    );
}

function yesNo(value: boolean): string {
  return value ? 'yes' : 'no';
}

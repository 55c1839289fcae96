import type {
  RunEventData,
  RunEventRecord,
  TargetEventData,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Text } from '../../translation';
import { durationText } from '../durationText';
import { TRAIN_SENTENCES, type TrainStreamData } from './trainSentences';

/** Data of each type of event. */
export type EventData = RunEventData & TargetEventData & TrainStreamData;

/** Type of an event of a run, of a target, or of what belongs to a train. */
export type EventType = keyof EventData;

type Sentence<K extends EventType> = (
  t: Text,
  data: EventData[K],
  event: RunEventRecord,
) => string;

const seconds = (t: Text, attempt: { startedAt: string; finishedAt: string }) =>
  durationText(
    t,
    Math.max(0, Date.parse(attempt.finishedAt) - Date.parse(attempt.startedAt)),
  );

const OBSERVED = {
  same: 'observed',
  open: 'becameReady',
  draft: 'becameDraft',
} as const;

/** Each type of event as a sentence. */
const SENTENCES: { [K in EventType]: Sentence<K> } = {
  'run.created': (t, data) =>
    t('event.run.created', {
      title: data.manifest.metadata.title ?? data.manifest.metadata.name,
    }),
  'run.planned': (t, data) =>
    t('event.run.planned', {
      count: data.targets,
      problems: String(data.problems),
    }),
  'run.dryRunStarted': t => t('event.run.dryRunStarted'),
  'run.dryRunFinished': (t, data) =>
    t('event.run.dryRunFinished', {
      ready: String(data.counts.ready ?? 0),
      fine: String(data.counts.alreadyFine ?? 0),
      failed: String(data.counts.failed ?? 0),
    }),
  'run.started': (t, data) =>
    t('event.run.started', { count: data.batches.length }),
  'batch.started': (t, data) =>
    t('event.batch.started', { name: data.name, count: data.size }),
  'batch.finished': (t, data) => t('event.batch.finished', { name: data.name }),
  'batch.soakStarted': (t, data) =>
    t('event.batch.soakStarted', {
      until: new Date(data.until).toLocaleString(),
    }),
  'batch.soakFinished': t => t('event.batch.soakFinished'),
  'window.closed': (t, { reason, opensAt }) =>
    opensAt === undefined
      ? t('event.window.closed', { reason })
      : t('event.window.closedUntil', {
          reason,
          opensAt: new Date(opensAt).toLocaleString(),
        }),
  'window.opened': (t, { reason }) => t('event.window.opened', { reason }),
  'window.overridden': (t, { reason, expiresAt }) =>
    t('event.window.overridden', {
      reason,
      expiresAt: new Date(expiresAt).toLocaleString(),
    }),
  'approval.opened': (t, data) =>
    t('event.approval.opened', { title: data.title }),
  'approval.evidenceChanged': t => t('event.approval.evidenceChanged'),
  'approval.signed': (t, data) =>
    withComment(
      data.signOff.decision === 'approved'
        ? t('event.approval.signed')
        : t('event.approval.signedNo'),
      data.signOff.comment,
    ),
  'approval.withdrawn': t => t('event.approval.withdrawn'),
  'approval.decided': (t, data) =>
    withComment(t(`event.approval.${data.state}`), data.reason),
  'run.paused': (t, data) => t('event.run.paused', { reason: data.reason }),
  'run.resumed': t => t('event.run.resumed'),
  'run.cancelled': (t, data) =>
    withComment(t('event.run.cancelled'), data.reason),
  'run.rollbackStarted': (t, data) =>
    t('event.run.rollbackStarted', { reason: data.reason }),
  'run.rollbackFinished': t => t('event.run.rollbackFinished'),
  'run.finished': (t, data) =>
    t('event.run.finished', { outcome: t(`state.outcome.${data.outcome}`) }),
  'run.reopened': t => t('event.run.reopened'),
  'run.archived': t => t('event.run.archived'),
  'run.restored': t => t('event.run.restored'),
  'run.imported': t => t('event.run.imported'),
  'target.discovered': (t, data) =>
    t('event.target.discovered', { title: data.title }),
  'target.queued': (t, data) =>
    t('event.target.queued', { stage: t(`state.stage.${data.stage}`) }),
  'target.dryRunFinished': (t, data) =>
    t('event.target.dryRunFinished', {
      count: data.diff.files,
      added: String(data.diff.additions),
      removed: String(data.diff.deletions),
      time: seconds(t, data.attempt),
    }),
  'target.alreadyFine': t => t('event.target.alreadyFine'),
  'target.batched': (t, data) =>
    t('event.target.batched', {
      batch: String(data.batch + 1),
      position: String(data.position + 1),
    }),
  'target.diffChanged': t => t('event.target.diffChanged'),
  'target.diffAccepted': t => t('event.target.diffAccepted'),
  'target.gatesFailed': (t, data) =>
    t('event.target.gatesFailed', {
      gates: data.gates
        .filter(gate => gate.result !== 'passed' && gate.result !== 'skipped')
        .map(gate => gate.title)
        .join(', '),
    }),
  'target.attemptFailed': (t, data) =>
    t('event.target.attemptFailed', {
      message: data.failure.message,
      retryAt: new Date(data.retryAt).toLocaleTimeString(),
    }),
  'target.failed': (t, data) =>
    t('event.target.failed', { message: data.failure.message }),
  'target.retried': t => t('event.target.retried'),
  'target.skipped': (t, data) =>
    t('event.target.skipped', { reason: data.reason }),
  'target.cancelled': t => t('event.target.cancelled'),
  'target.followUpAdded': (t, data) =>
    t('event.target.followUpAdded', { text: data.text }),
  'change.opened': (t, data) =>
    t('event.change.opened', {
      title: data.change.title,
      repository: data.change.repository,
    }),
  'change.observed': (t, data) =>
    t(`event.change.${OBSERVED[data.state ?? 'same']}`, {
      review: t(`state.review.${data.review}`),
      checks: t(`state.checks.${data.checks}`),
    }),
  'change.merged': (t, data) =>
    t('event.change.merged', { commit: data.mergeCommit.slice(0, 10) }),
  'change.declined': t => t('event.change.declined'),
  'change.reopened': t => t('event.change.reopened'),
  'change.withdrawn': t => t('event.change.withdrawn'),
  'change.revertOpened': (t, data) =>
    t('event.change.revertOpened', { title: data.change.title }),
  'change.revertDeclined': (t, data) =>
    t('event.change.revertDeclined', { by: data.by }),
  'change.reverted': (t, data) =>
    t('event.change.reverted', { commit: data.mergeCommit.slice(0, 10) }),
  ...TRAIN_SENTENCES,
};

function withComment(sentence: string, comment?: string): string {
  return comment ? `${sentence} ${comment}` : sentence;
}

/** Every type of event, in the order of a run's life. */
export const EVENT_TYPES = Object.keys(SENTENCES) as EventType[];

/**
 * An event as a sentence.
 *
 * @remarks A newer backend may know types, or shapes of data, that this page does not; such an event keeps its name.
 */
export function sentenceOf(t: Text, event: RunEventRecord): string {
  const sentence = Object.prototype.hasOwnProperty.call(SENTENCES, event.type)
    ? (SENTENCES[event.type as EventType] as Sentence<EventType>)
    : undefined;
  try {
    return (
      sentence?.(t, event.data as unknown as EventData[EventType], event) ??
      event.type
    );
  } catch {
    return event.type;
  }
}

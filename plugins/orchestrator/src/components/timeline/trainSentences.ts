import type {
  GateEventData,
  ProductEventData,
  RunEventRecord,
  TrainEventData,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Text } from '../../translation';

/** Data of each event of the streams of a train. */
export type TrainStreamData = TrainEventData & ProductEventData & GateEventData;

type Sentence<K extends keyof TrainStreamData> = (
  t: Text,
  data: TrainStreamData[K],
  event: RunEventRecord,
) => string;

/** Name of the product or gate that an event belongs to, from the name of its stream. */
const whoOf = ({ stream }: RunEventRecord) => stream.split('/').pop() ?? stream;

const time = (at: string) => new Date(at).toLocaleString();

/** Each type of event of a train, of its products and of its gates as a sentence. */
export const TRAIN_SENTENCES: {
  [K in keyof TrainStreamData]: Sentence<K>;
} = {
  'train.created': (t, data) =>
    t('event.train.created', {
      title: data.manifest.metadata.title ?? data.manifest.metadata.name,
      departure: time(data.plan.departure),
    }),
  'train.revised': (t, data) =>
    t('event.train.revised', {
      revision: String(data.plan.revision),
      reason: data.reason,
    }),
  'train.preparingStarted': t => t('event.train.preparingStarted'),
  'train.gated': t => t('event.train.gated'),
  'train.departed': t => t('event.train.departed'),
  'train.paused': (t, { reason }) => t('event.train.paused', { reason }),
  'train.resumed': t => t('event.train.resumed'),
  'train.windowOverridden': (t, { reason, expiresAt }) =>
    t('event.train.windowOverridden', { reason, until: time(expiresAt) }),
  'train.closingStarted': (t, { reason }) =>
    t('event.train.closingStarted', { reason }),
  'train.closed': (t, { outcome }) =>
    t('event.train.closed', { outcome: t(`trainState.outcome.${outcome}`) }),
  'train.cancelled': (t, { reason }) => t('event.train.cancelled', { reason }),
  'train.archived': t => t('event.train.archived'),
  'train.restored': t => t('event.train.restored'),
  'train.imported': t => t('event.train.imported'),
  'milestone.announced': (t, { id, at }) =>
    t('event.milestone.announced', { id, at: time(at) }),
  'passenger.ready': (t, { product, milestone }) =>
    t('event.passenger.ready', { product, milestone }),
  'passenger.late': (t, { product, milestone }) =>
    t('event.passenger.late', { product, milestone }),
  'passenger.excepted': (t, { product, milestone, reason }) =>
    t('event.passenger.excepted', { product, milestone, reason }),
  'passenger.left': (t, { product, reason }) =>
    t('event.passenger.left', { product, reason }),
  'rehearsal.started': (t, { id }) => t('event.rehearsal.started', { id }),
  'rehearsal.finished': (t, { id, result, rollback }) =>
    t(`event.rehearsal.${result}`, {
      id,
      rollback: t(
        rollback
          ? 'event.rehearsal.withRollback'
          : 'event.rehearsal.withoutRollback',
      ),
    }),
  'wave.started': (t, { id }) => t('event.wave.started', { id }),
  'wave.soakStarted': (t, { id, until }) =>
    t('event.wave.soakStarted', { id, until: time(until) }),
  'wave.analysisStarted': (t, { id }) =>
    t('event.wave.analysisStarted', { id }),
  'wave.verdictAsked': (t, { id, reason }) =>
    t('event.wave.verdictAsked', { id, reason }),
  'wave.verdictGiven': (t, { id, decision, reason }) =>
    t(`event.wave.${decision}`, { id, reason }),
  'wave.halted': (t, { id, reason }) => t('event.wave.halted', { id, reason }),
  'wave.resumed': (t, { id, reason }) =>
    t('event.wave.resumed', { id, reason }),
  'wave.finished': (t, { id }) => t('event.wave.finished', { id }),
  'wave.skipped': (t, { id, reason }) =>
    t('event.wave.skipped', { id, reason }),
  'analysis.assessed': (t, { wave, stage, phase, message }) =>
    t(`event.analysis.${stage}`, { wave, phase, message }),
  'rollback.started': (t, { reason, layers }) =>
    t('event.rollback.started', {
      reason,
      products: layers.flat().join(', '),
    }),
  'rollback.finished': (t, { whole }) =>
    t(whole ? 'event.rollback.finishedWhole' : 'event.rollback.finished'),
  'incident.opened': (t, { title, severity }) =>
    t('event.incident.opened', {
      title,
      severity: t(`trainState.severity.${severity}`),
    }),
  'incident.noted': (t, { id, text }) =>
    t('event.incident.noted', { id, text }),
  'incident.resolved': (t, { id, resolution }) =>
    t('event.incident.resolved', { id, resolution }),
  'communication.edited': (t, { id, subject }) =>
    t('event.communication.edited', { id, subject }),
  'communication.notesChanged': (t, { id }) =>
    t('event.communication.notesChanged', { id }),
  'communication.approved': (t, { id }) =>
    t('event.communication.approved', { id }),
  'communication.handedOver': (t, { id }) =>
    t('event.communication.handedOver', { id }),
  'communication.sending': (t, { id }) =>
    t('event.communication.sending', { id }),
  'communication.sent': (t, { id }) => t('event.communication.sent', { id }),
  'communication.failed': (t, { id, message, outcome }) =>
    t(`event.communication.${outcome}`, { id, message }),
  'communication.retried': (t, { id, reason }) =>
    t('event.communication.retried', { id, reason }),
  'communication.cancelled': (t, { id, reason }) =>
    t('event.communication.cancelled', { id, reason }),
  'followUp.added': (t, { title, owner, due }) =>
    t('event.followUp.added', { title, owner, due: time(due) }),
  'followUp.finished': (t, { id }) => t('event.followUp.finished', { id }),
  'followUp.carried': (t, { id, to }) =>
    t('event.followUp.carried', { id, to }),
  'success.recorded': (t, { id, value, met, note }) =>
    value === undefined
      ? t('event.success.unmeasured', { id, note: note ?? '' })
      : t(met ? 'event.success.met' : 'event.success.missed', {
          id,
          value: String(value),
        }),
  'success.failed': (t, { id, message }) =>
    t('event.success.failed', { id, message }),
  'postMortem.recorded': (t, { url }) =>
    t('event.postMortem.recorded', { url }),
  'product.planned': (t, { title, release }) =>
    t('event.product.planned', { title, release }),
  'activation.started': (t, { wave, steps }, event) =>
    t('event.activation.started', {
      who: whoOf(event),
      wave,
      count: steps.length,
    }),
  'activation.rollbackStarted': (t, { wave, reason }, event) =>
    t('event.activation.rollbackStarted', { who: whoOf(event), wave, reason }),
  'activation.finished': (t, { wave, status }, event) =>
    t('event.activation.finished', {
      who: whoOf(event),
      wave,
      status: t(`trainState.activation.${status}`),
    }),
  'step.started': (t, { step, wave }, event) =>
    t('event.step.started', { who: whoOf(event), step, wave }),
  'step.finished': (t, { step, wave }, event) =>
    t('event.step.finished', { who: whoOf(event), step, wave }),
  'step.attemptFailed': (t, { step, failure, retryAt }, event) =>
    t(
      failure.class === 'rateLimited'
        ? 'event.step.waits'
        : 'event.step.attemptFailed',
      {
        who: whoOf(event),
        step,
        message: failure.message,
        retryAt: new Date(retryAt).toLocaleTimeString(),
      },
    ),
  'step.failed': (t, { step, failure }, event) =>
    t('event.step.failed', {
      who: whoOf(event),
      step,
      message: failure.message,
    }),
  'step.retried': (t, { step }, event) =>
    t('event.step.retried', { who: whoOf(event), step }),
  'step.settled': (t, { step, note }, event) =>
    t('event.step.settled', { who: whoOf(event), step, note }),
  'step.workflowRequested': (t, { step, workflow }, event) =>
    t('event.step.workflowRequested', {
      who: whoOf(event),
      step,
      workflow: workflow.workflow,
    }),
  'step.workflowStarted': (t, { step, run }, event) =>
    t('event.step.workflowStarted', {
      who: whoOf(event),
      step,
      url: run.url,
    }),
  'step.workflowRefused': (t, { step }, event) =>
    t('event.step.workflowRefused', { who: whoOf(event), step }),
  'step.workflowEnded': (t, { step, conclusion }, event) =>
    t('event.step.workflowEnded', { who: whoOf(event), step, conclusion }),
  'step.workflowGivenUp': (t, { step, workflow }, event) =>
    t('event.step.workflowGivenUp', {
      who: whoOf(event),
      step,
      workflow: workflow.workflow,
    }),
  'step.workflowCancelled': (t, { step, outcome }, event) =>
    t(`event.step.workflowCancelled.${outcome}`, { who: whoOf(event), step }),
  'runbook.ticked': (t, { tick }, event) =>
    t(`event.runbook.${tick.result}`, {
      who: whoOf(event),
      step: tick.step,
      note: tick.note ?? '',
    }),
  'notes.drafted': (t, { commits, from, to }, event) =>
    t('event.notes.drafted', {
      who: whoOf(event),
      commits,
      from: from.ref,
      to: to.ref,
    }),
  'notes.edited': (t, { edits, added }, event) =>
    t('event.notes.edited', {
      who: whoOf(event),
      edited: edits.length,
      added: added.length,
    }),
  'gate.planned': (t, { title, opensAt }) =>
    t('event.gate.planned', { title, opensAt: time(opensAt) }),
  'gate.opened': (t, _, event) => t('event.gate.opened', { who: whoOf(event) }),
  'gate.evidenceChanged': (t, { stale }, event) =>
    stale.length === 0
      ? t('event.gate.evidenceChanged', { who: whoOf(event) })
      : t('event.gate.stale', {
          who: whoOf(event),
          people: stale.join(', '),
        }),
  'gate.signed': (t, { signOff }, event) =>
    t(`event.gate.${signOff.decision}`, {
      who: whoOf(event),
      comment: signOff.comment ?? '',
    }),
  'gate.signOffWithdrawn': (t, _, event) =>
    t('event.gate.withdrawn', { who: whoOf(event) }),
  'gate.decided': (t, { outcome, reason }, event) =>
    t(`event.gate.${outcome}`, { who: whoOf(event), reason }),
  'gate.reopened': (t, { reason }, event) =>
    t('event.gate.reopened', { who: whoOf(event), reason }),
  'criterion.recorded': (t, { criterion, result }, event) =>
    t('event.criterion.recorded', {
      who: whoOf(event),
      criterion,
      status: t(`trainState.standing.${result.status}`),
      summary: result.summary,
    }),
  'criterion.postponed': (t, { criterion, postponed }, event) =>
    t('event.criterion.postponed', {
      who: whoOf(event),
      criterion,
      host: postponed.host,
      until: time(postponed.until),
    }),
  'criterion.ticked': (t, { criterion, item, tick }, event) =>
    t(tick.done ? 'event.criterion.ticked' : 'event.criterion.unticked', {
      who: whoOf(event),
      criterion,
      item,
      note: tick.note ?? '',
    }),
  'criterion.waived': (t, { criterion, waiver }, event) =>
    t('event.criterion.waived', {
      who: whoOf(event),
      criterion,
      until: time(waiver.expiresAt),
      reason: waiver.reason,
    }),
  'criterion.waiverRevoked': (t, { criterion }, event) =>
    t('event.criterion.waiverRevoked', { who: whoOf(event), criterion }),
  'criterion.verdictGiven': (t, { criterion, verdict }, event) =>
    t('event.criterion.verdictGiven', {
      who: whoOf(event),
      criterion,
      status: t(`trainState.standing.${verdict.status}`),
      reason: verdict.reason,
    }),
  'criterion.signed': (t, { criterion, signOff }, event) =>
    t(`event.criterion.${signOff.decision}`, {
      who: whoOf(event),
      criterion,
      comment: signOff.comment ?? '',
    }),
  'criterion.signOffWithdrawn': (t, { criterion }, event) =>
    t('event.criterion.withdrawn', { who: whoOf(event), criterion }),
};

/** Every type of event of a train, of its products and of its gates. */
export const TRAIN_EVENT_TYPES = Object.keys(
  TRAIN_SENTENCES,
) as (keyof TrainStreamData)[];

import type {
  GateEventData,
  ProductEventData,
  TrainEventData,
} from '../events';
import type { FlagEventData } from '../flags';
import type { Actor, GateDecision, TrainState } from '../model';
import { words } from '../report/reportSummary';

type TimelineData = TrainEventData &
  ProductEventData &
  GateEventData &
  FlagEventData;

/** An event as the log has it; of flags, those that the train's steps name. @public */
export interface TimelineEvent {
  type: string;
  data: unknown;
  stream: string;
  actor: Actor;
  occurredAt: string;
}

/** Something that people will want to know of afterwards. @public */
export interface TrainTimelineEntry {
  at: string;
  /** Absent: it followed by itself. */
  by?: string;
  /** A sentence in plain text. */
  text: string;
}

interface Names {
  wave: (id: string) => string;
  incident: (id: string) => string;
  product: (id: string) => string;
  milestone: (id: string) => string;
  rehearsal: (id: string) => string;
  products: (ids: string[]) => string;
  /** What the event's stream is of. */
  whose: string;
}

/** What is said of an event; nothing, where it went as it should. */
type Sayings = {
  [Type in keyof TimelineData]?: (
    data: TimelineData[Type],
    names: Names,
  ) => string | undefined;
};

const SAYINGS: Sayings = {
  'train.revised': ({ reason, plan }) =>
    `Revised, plan ${plan.revision}: ${reason}`,
  'train.departed': () => 'The train departed.',
  'train.paused': ({ reason }) => `Paused: ${reason}`,
  'train.resumed': () => 'Resumed.',
  'train.windowOverridden': ({ reason, expiresAt }) =>
    `Closed windows may be passed until ${expiresAt}: ${reason}`,
  'train.closingStarted': ({ reason }) =>
    `Nothing is left to release: ${reason}`,
  'train.closed': ({ outcome }) => `Closed: ${words(outcome)}.`,
  'train.cancelled': ({ reason }) => `Cancelled: ${reason}`,
  'passenger.ready': ({ product, milestone }, names) =>
    `${names.product(product)} is ready for ${names.milestone(milestone)}.`,
  'passenger.late': ({ product, milestone }, names) =>
    `${names.product(product)} is late for ${names.milestone(milestone)}.`,
  'passenger.excepted': ({ product, milestone, reason }, names) =>
    `${names.product(product)} may be late for ${names.milestone(
      milestone,
    )}: ${reason}`,
  'passenger.left': ({ product, reason }, names) =>
    `${names.product(product)} misses the train: ${reason}`,
  'rehearsal.started': ({ id }, names) =>
    `Rehearsal “${names.rehearsal(id)}” started.`,
  'rehearsal.finished': ({ id, result, rollback, notes }, names) =>
    `Rehearsal “${names.rehearsal(id)}” ${result}, ${
      rollback ? 'with' : 'without'
    } its rollback${notes ? `: ${notes}` : '.'}`,
  'wave.started': ({ id, ...how }, names) =>
    `Wave ${names.wave(id)} started${howItGoes(how, names)}.`,
  'wave.verdictAsked': ({ id, reason }, names) =>
    `Wave ${names.wave(id)} waits for a verdict: ${reason}`,
  'wave.verdictGiven': ({ id, decision, reason }, names) =>
    `Verdict on wave ${names.wave(id)}: ${decision}. ${reason}`,
  'wave.halted': ({ id, reason }, names) =>
    `Wave ${names.wave(id)} halted: ${reason}`,
  'wave.resumed': ({ id, reason, ...how }, names) =>
    `Wave ${names.wave(id)} resumed${howItGoes(how, names)}: ${reason}`,
  'wave.finished': ({ id }, names) => `Wave ${names.wave(id)} done.`,
  'wave.skipped': ({ id, reason }, names) =>
    `Wave ${names.wave(id)} left out: ${reason}`,
  'rollback.started': ({ layers, reason }, names) =>
    `Rollback of ${names.products(layers.flat())} started: ${reason}`,
  'rollback.finished': ({ whole }) =>
    whole ? 'The whole train is rolled back.' : 'Rollback done.',
  'incident.opened': ({ severity, title }) =>
    `Incident (${severity}) opened: ${title}`,
  'incident.noted': ({ id, text }, names) =>
    `Incident “${names.incident(id)}”: ${text}`,
  'incident.resolved': ({ id, resolution }, names) =>
    `Incident “${names.incident(id)}” resolved: ${resolution}`,
  'communication.sent': ({ id }) => `Message ${id} sent.`,
  'communication.failed': ({ id, message }) =>
    `Message ${id} failed: ${message}`,
  'gate.decided': ({ outcome, reason }, { whose }) =>
    `${whose} is a ${outcome === 'go' ? 'GO' : 'NO-GO'}: ${reason}`,
  'gate.reopened': ({ reason }, { whose }) => `${whose} reopened: ${reason}`,
  'criterion.verdictGiven': ({ criterion, verdict }, { whose }) =>
    `${whose}: ${criterion} counts as ${verdict.status}: ${verdict.reason}`,
  'criterion.waived': ({ criterion, waiver }, { whose }) =>
    `${whose}: ${criterion} waived until ${waiver.expiresAt}: ${waiver.reason}`,
  'criterion.waiverRevoked': ({ criterion }, { whose }) =>
    `${whose}: the waiver of ${criterion} was taken back.`,
  'activation.finished': ({ wave, status }, names) =>
    status === 'active'
      ? undefined
      : `${names.whose} in wave ${names.wave(wave)}: ${words(status)}.`,
  'step.settled': ({ step, note }, { whose }) =>
    `${whose}: step ${step} settled by hand: ${note}`,
  'runbook.ticked': ({ step, tick }, { whose }) =>
    tick.result === 'done'
      ? undefined
      : `${whose}: ${tick.step} of the runbook of ${step}: ${words(
          tick.result,
        )}${tick.note ? `. ${tick.note}` : ''}`,
  'flag.killed': ({ reason }, { whose }) => `Flag ${whose} killed: ${reason}`,
  'flag.revived': ({ reason }, { whose }) => `Flag ${whose} revived: ${reason}`,
};

/** What isn't as it was planned when a wave goes on. */
function howItGoes(
  {
    override,
    leftBehind = [],
  }: Pick<TrainEventData['wave.started'], 'override' | 'leftBehind'>,
  names: Names,
): string {
  return [
    ...(leftBehind.length > 0
      ? [`, without what was taken back before (${names.products(leftBehind)})`]
      : []),
    ...(override ? [', in a closed window that was passed'] : []),
  ].join('');
}

/** The types of events that {@link trainTimeline} tells of; it passes over others. @public */
export const TIMELINE_EVENT_TYPES: readonly string[] = Object.keys(SAYINGS);

/**
 * What happened to a train, in sentences and in its order: who was ready, rehearsals, revisions, the departure, waves,
 * halts, rollbacks, incidents with all of their notes, verdicts, overrides, kill switches, the close.
 *
 * @param events - in any order
 * @public
 */
export function trainTimeline(
  train: TrainState,
  events: readonly TimelineEvent[],
): TrainTimelineEntry[] {
  return events
    .flatMap((event): TrainTimelineEntry[] => {
      const saying = SAYINGS[event.type as keyof TimelineData] as
        | ((data: unknown, names: Names) => string | undefined)
        | undefined;
      const text = saying?.(event.data, namesOf(train, event.stream));
      const { actor, occurredAt: at } = event;
      return text === undefined
        ? []
        : [{ at, ...(actor.kind !== 'system' && { by: actor.ref }), text }];
    })
    .sort((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)));
}

function namesOf(train: TrainState, stream: string): Names {
  const titled = (items: { id: string; title?: string }[]) => (id: string) =>
    items.find(item => item.id === id)?.title ?? id;
  const product = titled(train.plan.products);
  const titles: Record<string, ((id: string) => string) | undefined> = {
    product,
    gate: titled(train.manifest.spec.gates),
  };
  const { kind, id } = subjectOf(stream);
  return {
    wave: titled(train.waves),
    incident: titled(train.incidents),
    milestone: titled(train.plan.milestones),
    rehearsal: titled(train.manifest.spec.rehearsals),
    product,
    products: ids => ids.map(product).join(', '),
    whose: titles[kind]?.(id) ?? id,
  };
}

/** What a stream is of: a flag by its key, a product or a gate by its id in the train. */
function subjectOf(stream: string): { kind: string; id: string } {
  const [kind, ...rest] = stream.split('/');
  return { kind, id: rest.slice(kind === 'flag' ? 0 : 1).join('/') };
}

/**
 * All decisions of a gate that a log tells of, the oldest first: the state of a gate keeps its newest ones alone.
 *
 * @param events - in any order
 */
export function decisionsIn(
  events: readonly TimelineEvent[],
  gate: string,
): GateDecision[] {
  return events
    .filter(({ type, stream }) => {
      const { kind, id } = subjectOf(stream);
      return type === 'gate.decided' && kind === 'gate' && id === gate;
    })
    .map(({ data }) => data as GateDecision)
    .sort((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)));
}

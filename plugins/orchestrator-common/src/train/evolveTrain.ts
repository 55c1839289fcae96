import type { TrainEvent, TrainEventData } from '../events';
import type {
  CommunicationState,
  IncidentState,
  PassengerState,
  TrainPlan,
  TrainState,
  WaveState,
} from '../model';
import type { TrainManifest } from '../manifest';
import type { EventPlace } from '../sweep/decision';
import { evolveWaves, isWaveEvent } from './evolveWaves';
import { BEFORE_DEPARTURE } from './trainContext';

/** Notes that are kept of an incident; the log has all of them. */
const NOTES_KEPT = 100;

/**
 * The state of a train after one more event: the fold of its stream.
 *
 * @param state - state so far; undefined before the first event, which is `train.created`
 * @returns a new state; the given one is left as it is
 * @public
 */
export function evolveTrain(
  state: TrainState | undefined,
  event: TrainEvent,
  place: EventPlace,
): TrainState {
  if (event.type === 'train.created') {
    return created(event.data, place);
  }
  if (!state) {
    throw new Error(
      `The stream of run ${place.runId} starts with ${event.type}, not with train.created`,
    );
  }
  return {
    ...apply(state, event, place.occurredAt),
    version: place.version,
    updatedAt: place.occurredAt,
  };
}

function created(
  data: TrainEventData['train.created'],
  place: EventPlace,
): TrainState {
  const { metadata, spec } = data.manifest;
  return {
    id: data.id,
    kind: data.kind,
    version: place.version,
    phase: 'planned',
    name: metadata.name,
    title: metadata.title ?? metadata.name,
    owner: spec.owner,
    manifest: data.manifest,
    plan: data.plan,
    createdBy: data.createdBy,
    authors: [data.createdBy.ref],
    createdAt: place.occurredAt,
    updatedAt: place.occurredAt,
    announced: [],
    passengers: passengersOf(data.plan, []),
    rehearsals: [],
    waves: wavesOf(data.manifest, passengersOf(data.plan, [])),
    incidents: [],
    communications: data.communications.map(draft => ({
      ...draft,
      status: 'draft',
    })),
    followUps: data.followUps,
    success: [],
  };
}

function apply(
  state: TrainState,
  event: Exclude<TrainEvent, { type: 'train.created' }>,
  at: string,
): TrainState {
  if (isWaveEvent(event)) {
    return evolveWaves(state, event, at);
  }
  switch (event.type) {
    case 'train.revised':
      return revised(state, event.data);
    case 'milestone.announced':
      return { ...state, announced: [...state.announced, event.data] };
    case 'train.preparingStarted':
      return { ...state, phase: 'preparing' };
    case 'train.gated':
      return { ...state, phase: 'gated' };
    case 'train.departed':
      return {
        ...state,
        phase: 'departing',
        departedAt: at,
        departedBy: event.data.by,
      };
    case 'train.paused':
      return { ...state, pause: { ...event.data, at } };
    case 'train.resumed':
      return { ...state, pause: undefined };
    case 'train.windowOverridden':
      return { ...state, override: { ...event.data, at } };
    case 'train.closingStarted':
      return { ...state, phase: 'closing' };
    case 'train.closed':
      return {
        ...state,
        phase: event.data.outcome === 'rolledBack' ? 'rolledBack' : 'closed',
        outcome: event.data.outcome,
        pause: undefined,
        finishedAt: at,
      };
    case 'train.cancelled':
      return {
        ...state,
        phase: 'cancelled',
        outcome: 'cancelled',
        pause: undefined,
        finishedAt: at,
      };
    case 'train.archived':
      return { ...state, archivedAt: at };
    case 'train.restored':
      return { ...state, archivedAt: undefined };
    case 'train.imported':
      return { ...state, archivedAt: at, importedAt: at };
    case 'rehearsal.started':
    case 'rehearsal.finished':
      return rehearsed(state, event, at);
    case 'incident.opened':
      return {
        ...state,
        incidents: [
          ...state.incidents,
          { ...event.data, openedAt: at, notes: [] },
        ],
      };
    case 'incident.noted':
      return withIncident(state, event.data.id, ({ notes }) => ({
        notes: [
          ...notes,
          { by: event.data.by, at, text: event.data.text },
        ].slice(-NOTES_KEPT),
      }));
    case 'incident.resolved':
      return withIncident(state, event.data.id, () => ({
        resolvedAt: at,
        resolvedBy: event.data.by,
        resolution: event.data.resolution,
      }));
    case 'followUp.added':
      return { ...state, followUps: [...state.followUps, event.data] };
    case 'followUp.finished':
      return {
        ...state,
        followUps: state.followUps.map(followUp =>
          followUp.id === event.data.id
            ? { ...followUp, status: 'done', doneBy: event.data.by, doneAt: at }
            : followUp,
        ),
      };
    case 'followUp.carried':
      return {
        ...state,
        followUps: state.followUps.map(followUp =>
          followUp.id === event.data.id
            ? { ...followUp, carriedTo: event.data.to }
            : followUp,
        ),
      };
    case 'success.recorded':
      return {
        ...state,
        success: [
          ...state.success.filter(({ id }) => id !== event.data.id),
          { ...event.data, at },
        ],
      };
    case 'success.failed':
      return withFailedSuccess(state, event.data, at);
    case 'postMortem.recorded':
      return { ...state, postMortem: { ...event.data, at } };
    case 'passenger.ready':
    case 'passenger.late':
    case 'passenger.excepted':
    case 'passenger.left':
      return boarded(state, event, at);
    default:
      return communicated(state, event, at);
  }
}

/** A new plan keeps what is known of the products that stay, and the approval of each text that stays. */
function revised(
  state: TrainState,
  data: TrainEventData['train.revised'],
): TrainState {
  const { metadata, spec } = data.manifest;
  const passengers = passengersOf(data.plan, state.passengers);
  return {
    ...state,
    manifest: data.manifest,
    plan: data.plan,
    title: metadata.title ?? metadata.name,
    owner: spec.owner,
    authors: data.lookedAgain
      ? state.authors
      : [...new Set([state.createdBy.ref, data.by])],
    passengers,
    waves: wavesOf(data.manifest, passengers),
    rehearsals: state.rehearsals.filter(({ id }) =>
      spec.rehearsals.some(one => one.id === id),
    ),
    communications: data.communications.map(draft => {
      const known = state.communications.find(({ id }) => id === draft.id);
      if (known?.digest === draft.digest) {
        return {
          ...known,
          subject: draft.subject,
          body: draft.body,
          sendAt: draft.sendAt,
        };
      }
      return known?.status === 'sent'
        ? { ...known, sendAt: draft.sendAt }
        : { ...draft, status: 'draft' };
    }),
  };
}

/** What was known of a metric before stays. */
function withFailedSuccess(
  { success, ...state }: TrainState,
  { id, by, message }: TrainEventData['success.failed'],
  at: string,
): TrainState {
  const known = success.find(one => one.id === id) ?? {
    id,
    met: false,
    by,
    at,
  };
  return {
    ...state,
    success: [
      ...success.filter(one => one.id !== id),
      { ...known, problem: { message, at } },
    ],
  };
}

function passengersOf(
  plan: TrainPlan,
  known: PassengerState[],
): PassengerState[] {
  return plan.products.map(
    ({ id }) =>
      known.find(passenger => passenger.id === id) ?? {
        id,
        standing: 'aboard',
        ready: [],
        late: [],
        exceptions: [],
      },
  );
}

function wavesOf(
  { spec }: TrainManifest,
  passengers: PassengerState[],
): WaveState[] {
  const on = passengers
    .filter(({ standing }) => standing === 'aboard')
    .map(({ id }) => id);
  return spec.waves.map(({ id, title, products }) => ({
    id,
    title: title ?? id,
    status: 'pending',
    products: on.filter(
      product => products.length === 0 || products.includes(product),
    ),
    round: 1,
    gates: [],
    rolledBack: [],
  }));
}

function rehearsed(
  state: TrainState,
  event: Extract<
    TrainEvent,
    { type: 'rehearsal.started' | 'rehearsal.finished' }
  >,
  at: string,
): TrainState {
  const { id, by } = event.data;
  const others = state.rehearsals.filter(one => one.id !== id);
  const known = state.rehearsals.find(one => one.id === id);
  const rehearsals: TrainState['rehearsals'] =
    event.type === 'rehearsal.started'
      ? [
          ...others,
          {
            id,
            by,
            status: 'running',
            startedAt: at,
            evidence: [],
            releases: {},
            rollback: false,
          },
        ]
      : [
          ...others,
          {
            id,
            by,
            status: event.data.result,
            startedAt: known?.startedAt ?? at,
            finishedAt: at,
            evidence: event.data.evidence,
            releases: event.data.releases,
            ...(event.data.steps && { steps: event.data.steps }),
            rollback: event.data.rollback,
            durationMs: Date.parse(at) - Date.parse(known?.startedAt ?? at),
            ...(event.data.notes !== undefined && { notes: event.data.notes }),
          },
        ];
  const running = rehearsals.some(({ status }) => status === 'running');
  const settled = running ? 'rehearsing' : 'preparing';
  const settling =
    state.phase !== 'gated' && BEFORE_DEPARTURE.includes(state.phase);
  return {
    ...state,
    rehearsals,
    phase: settling ? settled : state.phase,
  };
}

type PassengerEvent = Extract<
  TrainEvent,
  {
    type:
      | 'passenger.ready'
      | 'passenger.late'
      | 'passenger.excepted'
      | 'passenger.left';
  }
>;

function boarded(
  state: TrainState,
  event: PassengerEvent,
  at: string,
): TrainState {
  const passengers = state.passengers.map(passenger =>
    passenger.id === event.data.product
      ? boardedAs(passenger, event, at)
      : passenger,
  );
  return {
    ...state,
    passengers,
    waves:
      event.type === 'passenger.left'
        ? wavesOf(state.manifest, passengers)
        : state.waves,
  };
}

function boardedAs(
  passenger: PassengerState,
  event: PassengerEvent,
  at: string,
): PassengerState {
  switch (event.type) {
    case 'passenger.ready': {
      const { product, ...ready } = event.data;
      return { ...passenger, ready: [...passenger.ready, { ...ready, at }] };
    }
    case 'passenger.late':
      return { ...passenger, late: [...passenger.late, event.data.milestone] };
    case 'passenger.excepted': {
      const { product, ...exception } = event.data;
      return {
        ...passenger,
        exceptions: [...passenger.exceptions, { ...exception, at }],
      };
    }
    default: {
      const { by, reason } = event.data;
      return { ...passenger, standing: 'left', left: { by, reason, at } };
    }
  }
}

type CommunicationEvent = Extract<
  TrainEvent,
  { type: `communication.${string}` }
>;

function communicated(
  state: TrainState,
  event: CommunicationEvent,
  at: string,
): TrainState {
  const patch = communicationPatch(event, at);
  return {
    ...state,
    communications: state.communications.map(communication =>
      communication.id === event.data.id
        ? { ...communication, ...patch }
        : communication,
    ),
  };
}

const UNAPPROVED = {
  status: 'draft',
  approvedBy: undefined,
  approvedAt: undefined,
} as const;

function communicationPatch(
  event: CommunicationEvent,
  at: string,
): Partial<CommunicationState> {
  switch (event.type) {
    case 'communication.edited': {
      const { subject, body, digest } = event.data;
      return {
        subject,
        body,
        digest,
        notes: undefined,
        failure: undefined,
        ...UNAPPROVED,
      };
    }
    case 'communication.notesChanged': {
      const { notes, digest } = event.data;
      return { notes, digest, ...UNAPPROVED };
    }
    case 'communication.approved':
      return { status: 'approved', approvedBy: event.data.by, approvedAt: at };
    case 'communication.sending':
      return {
        status: 'sending',
        workId: event.data.workId,
        handedOver: undefined,
      };
    case 'communication.handedOver':
      return { handedOver: true };
    case 'communication.sent':
      return {
        status: 'sent',
        sentAt: at,
        workId: undefined,
        handedOver: undefined,
      };
    case 'communication.failed':
      return {
        status: 'failed',
        failure: { message: event.data.message, outcome: event.data.outcome },
        workId: undefined,
        handedOver: undefined,
      };
    case 'communication.retried':
      return { status: 'approved', failure: undefined };
    case 'communication.cancelled':
      return { status: 'cancelled' };
    default:
      return assertNever(event);
  }
}

function withIncident(
  state: TrainState,
  id: string,
  patch: (incident: IncidentState) => Partial<IncidentState>,
): TrainState {
  return {
    ...state,
    incidents: state.incidents.map(incident =>
      incident.id === id ? { ...incident, ...patch(incident) } : incident,
    ),
  };
}

/* istanbul ignore next: only what a newer release has written gets here */
function assertNever(event: never): never {
  throw new Error(
    `Unknown event ${
      (event as { type: string }).type
    }: a newer release wrote it, and only such a one can read it`,
  );
}

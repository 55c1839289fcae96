import type { TrainManifest } from '../manifest';
import type {
  Actor,
  CommunicationNotes,
  CommunicationState,
  EvidenceLink,
  IncidentState,
  SuccessResult,
  SuccessSource,
  TrainFollowUp,
  TrainPlan,
  TrainRollback,
  TrainState,
  WaveAnalysis,
  WaveState,
  WindowOverride,
} from '../model';
import type { NewEvent } from './envelope';

/** A message as it is planned, before anybody has approved it. @public */
export type CommunicationDraft = Pick<
  CommunicationState,
  'id' | 'subject' | 'body' | 'digest' | 'sendAt'
>;

/** Data of each event of a train's stream, by type. @public */
export interface TrainEventData {
  'train.created': {
    id: string;
    kind: 'Train';
    manifest: TrainManifest;
    /** The text as it was handed in. */
    source?: string;
    changeDigest: string;
    createdBy: Actor;
    plan: TrainPlan;
    communications: CommunicationDraft[];
    /** What earlier trains left to do. */
    followUps: TrainFollowUp[];
  };
  /** The manifest or the catalog has changed: what was signed is stale. */
  'train.revised': {
    by: string;
    reason: string;
    manifest: TrainManifest;
    changeDigest: string;
    plan: TrainPlan;
    communications: CommunicationDraft[];
    /** Messages that lose their approval by it. */
    unapproved?: string[];
    /** The manifest is as it was: only the catalog has changed, and whoever looked has written nothing. */
    lookedAgain?: true;
  };
  'train.preparingStarted': Record<string, never>;
  'train.gated': Record<string, never>;
  'train.departed': {
    by: string;
    gates: { id: string; evidenceDigest: string }[];
  };
  'train.paused': { by: string; reason: string };
  'train.resumed': { by: string };
  'train.windowOverridden': Omit<WindowOverride, 'at'>;
  'train.closingStarted': { reason: string };
  'train.closed': {
    by: string;
    outcome: 'succeeded' | 'partlySucceeded' | 'rolledBack';
  };
  'train.cancelled': { by: string; reason: string };
  /** It is history from here on: its events are packed away. */
  'train.archived': { by: string };
  'train.restored': { by: string };
  /** It came out of a file; everything before happened in the portal that the file is from. */
  'train.imported': { by: string; exportedAt: string };
  /** It comes soon: everybody is told. */
  'milestone.announced': { id: string; at: string };
  'passenger.ready': {
    product: string;
    milestone: string;
    by: string;
    evidence: EvidenceLink[];
  };
  'passenger.late': { product: string; milestone: string };
  'passenger.excepted': {
    product: string;
    milestone: string;
    by: string;
    reason: string;
  };
  'passenger.left': { product: string; by: string; reason: string };
  'rehearsal.started': { id: string; by: string };
  'rehearsal.finished': {
    id: string;
    result: 'passed' | 'failed';
    by: string;
    notes?: string;
    evidence: EvidenceLink[];
    releases: Record<string, string>;
    /** Absent in events of earlier releases. */
    steps?: Record<string, string>;
    rollback: boolean;
  };
  'wave.started': Pick<WaveState, 'id' | 'gates' | 'override' | 'leftBehind'>;
  'wave.soakStarted': { id: string; until: string };
  'wave.analysisStarted': { id: string };
  'wave.verdictAsked': { id: string; reason: string };
  'wave.verdictGiven': {
    id: string;
    stage: 'during' | 'after';
    decision: 'proceed' | 'halt';
    by: string;
    reason: string;
  };
  'wave.halted': { id: string } & Omit<NonNullable<WaveState['halt']>, 'at'>;
  'wave.resumed': { id: string; by: string; reason: string } & Pick<
    WaveState,
    'override' | 'leftBehind'
  >;
  'wave.finished': { id: string };
  'wave.skipped': { id: string; by: string; reason: string };
  'analysis.assessed': { wave: string; stage: 'during' | 'after' } & Omit<
    WaveAnalysis,
    'at' | 'verdict'
  >;
  'rollback.started': Omit<TrainRollback, 'at'>;
  'rollback.finished': { whole: boolean };
  'incident.opened': Omit<
    IncidentState,
    'openedAt' | 'notes' | 'resolvedAt' | 'resolvedBy' | 'resolution'
  >;
  'incident.noted': { id: string; by: string; text: string };
  'incident.resolved': { id: string; by: string; resolution: string };
  'communication.edited': {
    id: string;
    by: string;
    subject: string;
    body: string;
    digest: string;
  };
  /** The notes in its text are others than before, or there at all: an approval of those before is gone. */
  'communication.notesChanged': {
    id: string;
    notes: CommunicationNotes;
    digest: string;
  };
  'communication.approved': { id: string; by: string; digest: string };
  'communication.sending': { id: string; workId: string };
  /** A worker is about to hand it to its channels: from here on, nobody sends it again by themselves. */
  'communication.handedOver': { id: string; workId: string };
  'communication.sent': { id: string };
  'communication.failed': {
    id: string;
    message: string;
    outcome: 'notSent' | 'unknown';
  };
  'communication.retried': { id: string; by: string; reason: string };
  'communication.cancelled': { id: string; by: string; reason: string };
  'followUp.added': TrainFollowUp;
  'followUp.finished': { id: string; by: string };
  'followUp.carried': { id: string; to: string; by: string };
  'success.recorded': Omit<SuccessResult, 'at' | 'problem'>;
  /** It could not be measured; told once for each reason. */
  'success.failed': {
    id: string;
    by: string;
    message: string;
    source: SuccessSource;
  };
  'postMortem.recorded': Omit<NonNullable<TrainState['postMortem']>, 'at'>;
}

/** @public */
export type TrainEventType = keyof TrainEventData;

/** @public */
export type TrainEvent = {
  [K in TrainEventType]: NewEvent<K, TrainEventData[K]>;
}[TrainEventType];

import type { MetricPhase } from '../analysis';
import type { ContractFinding, ContractUse } from '../contracts';
import type { DependencyEdge } from '../dependencies';
import type { Strictness } from '../gates/strictness';
import type { Criticality, TrainManifest } from '../manifest';
import type { Actor } from './actor';
import type { EvidenceLink } from './evidence';

/**
 * Where a train stands.
 *
 * @remarks
 * `planned` → `preparing` ⇄ `rehearsing` → `gated` → `departing` → `closing` → `closed` | `rolledBack`; `cancelled` as long as
 * nothing was activated. `paused` is no phase: it stops what would start by itself, and never a rollback.
 *
 * @public
 */
export const TRAIN_PHASES = [
  'planned',
  'preparing',
  'rehearsing',
  'gated',
  'departing',
  'closing',
  'closed',
  'rolledBack',
  'cancelled',
] as const;

/** {@inheritDoc TRAIN_PHASES} @public */
export type TrainPhase = (typeof TRAIN_PHASES)[number];

/** A milestone with its instant. @public */
export interface PlannedMilestone {
  id: string;
  title: string;
  at: string;
  deadline: boolean;
}

/** A product with its place in the order of activation. @public */
export interface PlannedProduct {
  id: string;
  entityRef: string;
  title: string;
  owner?: string;
  release: string;
  criticality: Criticality;
  layer: number;
}

/** What is wrong with a plan. @public */
export interface PlanProblem {
  severity: 'blocks' | 'warns';
  code:
    | 'unknownEntity'
    | 'wrongKind'
    | 'noOwner'
    | 'cycle'
    | 'contract'
    | 'strictness'
    | 'notAsked'
    | 'conflict'
    | 'departureInFreeze';
  product?: string;
  message: string;
}

/** What follows from a manifest and the catalog. @public */
export interface TrainPlan {
  revision: number;
  departure: string;
  milestones: PlannedMilestone[];
  products: PlannedProduct[];
  edges: DependencyEdge[];
  /** Products by the order of activation; a rollback goes the other way. */
  layers: string[][];
  contracts: ContractFinding[];
  /** Everybody who uses what it offers; absent: nobody, or it was not written down. */
  consumers?: ContractUse[];
  problems: PlanProblem[];
  /** The table that was in force when it was planned. */
  strictness: Strictness;
  /** When each gate can be signed, by its id. */
  gatesOpen: Record<string, string>;
  /** The instant before which each wave can't start, by its id. */
  wavesNotBefore: Record<string, string>;
}

/** A product aboard a train. @public */
export interface PassengerState {
  id: string;
  standing: 'aboard' | 'left';
  /** Deadlines by which it was said to be ready. */
  ready: {
    milestone: string;
    by: string;
    at: string;
    evidence: EvidenceLink[];
  }[];
  /** Deadlines that it missed. */
  late: string[];
  /** Deadlines that somebody let it miss. */
  exceptions: { milestone: string; by: string; reason: string; at: string }[];
  left?: { by: string; reason: string; at: string };
}

/** Where an analysis of a wave stands. @public */
export interface WaveAnalysis {
  phase: MetricPhase;
  message: string;
  metrics: Record<string, MetricPhase>;
  /** Metrics of which at least one sample was a success or a failure; absent: it was not written down. */
  judged?: string[];
  evidence: EvidenceLink[];
  at: string;
  /** A person's word on an inconclusive one. */
  verdict?: {
    by: string;
    decision: 'proceed' | 'halt';
    reason: string;
    at: string;
  };
}

/** @public */
export const WAVE_STATUSES = [
  'pending',
  'activating',
  'soaking',
  'analysing',
  'awaitingVerdict',
  'rollingBack',
  'halted',
  'done',
  'rolledBack',
  'skipped',
] as const;

/** @public */
export type WaveStatus = (typeof WAVE_STATUSES)[number];

/** A wave. @public */
export interface WaveState {
  id: string;
  title: string;
  status: WaveStatus;
  products: string[];
  /** Raised each time that the wave is resumed. */
  round: number;
  startedAt?: string;
  /** Gates that were a GO when it started, with the number of their decisions. */
  gates: { id: string; evidenceDigest: string }[];
  /** Windows were closed, and somebody opened them for this wave. */
  override?: WindowOverride;
  soakUntil?: string;
  during?: WaveAnalysis;
  after?: WaveAnalysis;
  /** Status that a verdict lets it go on with. */
  returnTo?: WaveStatus;
  halt?: {
    reason: string;
    by: string;
    at: string;
    cause: 'analysis' | 'activation' | 'verdict' | 'person';
  };
  /** Products that were taken back from it. */
  rolledBack: string[];
  /** Products that it goes without since it was started or resumed, as they were taken back from an earlier wave. */
  leftBehind?: string[];
  finishedAt?: string;
}

/** Passing a closed window, recorded. Rule: semantics, section 4. @public */
export interface WindowOverride {
  by: string;
  reason: string;
  at: string;
  expiresAt: string;
}

/** A rollback under way. @public */
export interface TrainRollback {
  reason: string;
  by: string;
  at: string;
  /** Waves that it takes products back from, the newest first. */
  waves: string[];
  /** Products by layer, in the reverse of their activation. */
  layers: string[][];
  /** Whether the whole train is taken back. */
  whole: boolean;
}

/** @public */
export type IncidentSeverity = 'sev1' | 'sev2' | 'sev3' | 'sev4';

/** Something that went wrong. @public */
export interface IncidentState {
  id: string;
  title: string;
  severity: IncidentSeverity;
  wave?: string;
  products: string[];
  openedBy: string;
  openedAt: string;
  cause: 'person' | 'analysis' | 'activation';
  /** The newest; the log has all. */
  notes: { by: string; at: string; text: string }[];
  resolvedAt?: string;
  resolvedBy?: string;
  resolution?: string;
}

/** The notes of a train as the body of a message reads them: Markdown, by the names that it reads. @public */
export interface CommunicationNotes {
  /** Of all products aboard, for its readers. */
  notes?: string;
  /** Of a product, by its id. */
  notesOf?: Record<string, string>;
  /** For a wave or a persona, by its name. */
  notesFor?: Record<string, string>;
}

/** A message to people outside of the train. @public */
export interface CommunicationState {
  id: string;
  status: 'draft' | 'approved' | 'sending' | 'sent' | 'failed' | 'cancelled';
  subject: string;
  body: string;
  /** Digest of the text as people would get it, notes included, and of whom it goes to: an approval binds to it. */
  digest: string;
  /** The notes in its text; absent where it reads none. They change as long as it has not been handed over. */
  notes?: CommunicationNotes;
  approvedBy?: string;
  approvedAt?: string;
  /** When it is due, where that is known. */
  sendAt?: string;
  workId?: string;
  /** Whether a worker was about to hand it to its channels, for this piece of work. */
  handedOver?: true;
  sentAt?: string;
  /** `unknown`: it was handed over, and nobody knows whether it went out. A person decides. */
  failure?: { message: string; outcome: 'notSent' | 'unknown' };
}

/** A rehearsal, as last done. @public */
export interface RehearsalState {
  id: string;
  status: 'running' | 'passed' | 'failed';
  by: string;
  startedAt: string;
  finishedAt?: string;
  notes?: string;
  evidence: EvidenceLink[];
  /** What was rehearsed, by product: another release has to be rehearsed again. */
  releases: Record<string, string>;
  /** Digest of the steps that were rehearsed, by product, see `stepsDigests`; absent: nobody wrote them down. */
  steps?: Record<string, string>;
  /** Whether the rollback was rehearsed, too. */
  rollback: boolean;
  durationMs?: number;
}

/** Something that is left to do. @public */
export interface TrainFollowUp {
  id: string;
  title: string;
  owner: string;
  due: string;
  source: 'incident' | 'postMortem' | 'exception' | 'waiver' | 'person';
  status: 'open' | 'done';
  doneBy?: string;
  doneAt?: string;
  /** The train that it was first noted in. */
  carriedFrom?: string;
  /** The train that has taken it over: it is done there. */
  carriedTo?: string;
}

/** A success metric, measured. @public */
export interface SuccessResult {
  id: string;
  /** Absent: it couldn't be measured. */
  value?: number;
  met: boolean;
  note?: string;
  by: string;
  at: string;
  /** What it was read from; absent where a person has said it. */
  source?: SuccessSource;
  /** The last try to measure it failed: what was known before stays. */
  problem?: { message: string; at: string };
}

/** Where a success metric was read. @public */
export interface SuccessSource {
  /** Name of a server in the configuration. */
  server: string;
  evidence: EvidenceLink[];
}

/** The fold of a train's stream. Criteria, sign-offs and steps have streams of their own. @public */
export interface TrainState {
  id: string;
  kind: 'Train';
  version: number;
  phase: TrainPhase;
  outcome?: 'succeeded' | 'partlySucceeded' | 'rolledBack' | 'cancelled';
  name: string;
  title: string;
  owner: string;
  manifest: TrainManifest;
  plan: TrainPlan;
  createdBy: Actor;
  /** Who wrote or last changed what is signed: they can't sign it. */
  authors: string[];
  createdAt: string;
  updatedAt: string;
  departedAt?: string;
  departedBy?: string;
  finishedAt?: string;
  /** Since when it is history, and nothing can be asked of it. */
  archivedAt?: string;
  /** When it came out of a file. */
  importedAt?: string;
  /** Milestones that everybody was told of, with the instant that they had then. */
  announced: { id: string; at: string }[];
  passengers: PassengerState[];
  rehearsals: RehearsalState[];
  waves: WaveState[];
  /** Index of the wave under way, or last done. */
  currentWave?: number;
  pause?: { by: string; reason: string; at: string };
  override?: WindowOverride;
  rollback?: TrainRollback;
  incidents: IncidentState[];
  communications: CommunicationState[];
  followUps: TrainFollowUp[];
  success: SuccessResult[];
  postMortem?: { by: string; at: string; url: string };
}

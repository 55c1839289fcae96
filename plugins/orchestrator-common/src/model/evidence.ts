import type { JsonValue } from '@backstage/types';
import type { CriterionKind } from '../manifest';
import type { SignOff } from './run';

/** A link that shows what a result was read from. @public */
export interface EvidenceLink {
  title: string;
  /** Address, or `artifact:<digest>`. */
  url: string;
}

/** What a criterion came to when it was last looked at. @public */
export const CRITERION_STATUSES = [
  'pass',
  'warning',
  'fail',
  'inconclusive',
  'pending',
  'aborted',
  'error',
] as const;

/** {@inheritDoc CRITERION_STATUSES} @public */
export type CriterionStatus = (typeof CRITERION_STATUSES)[number];

/** A metric or an indicator, and what it was when a result was found. @public */
export interface Figure {
  name: string;
  /** The phase of a metric, or what an indicator counts as. */
  status: string;
  /** The last one; a text where it is no single number. Absent: there was none. */
  value?: number | string;
  /** Why there is no value. */
  message?: string;
  /** What was asked of it, in words. */
  asked?: string;
  /** How many samples of a metric came to what. */
  samples?: {
    successful: number;
    failed: number;
    inconclusive: number;
    error: number;
  };
  /** What an indicator has earned of its weight. */
  earned?: number;
  weight?: number;
}

/** The figures that a result was judged by. @public */
export interface MeasuredFigures {
  /** 0 to 100, where it is a score. */
  score?: number;
  figures: Figure[];
}

/** A result of a criterion, with what it was read from. @public */
export interface CriterionResult {
  status: CriterionStatus;
  /** One sentence. */
  summary: string;
  evidence: EvidenceLink[];
  /**
   * What the result says, without when it was found: a commit, the state of each check. A sign-off binds to it, so
   * that the same finding once more leaves it valid.
   */
  facts?: JsonValue;
  /** Figures of the moment: they are kept with the result, and no sign-off binds to them. */
  measured?: MeasuredFigures;
  /** Who or what looked. */
  by: string;
  at: string;
}

/** A result, before it is known when it was recorded. @public */
export type ResultDraft = Omit<CriterionResult, 'by' | 'at'>;

/** A person lets a criterion go by, for a while. @public */
export interface Waiver {
  by: string;
  reason: string;
  at: string;
  expiresAt: string;
}

/** A person's word on a result that was inconclusive. @public */
export interface Verdict {
  by: string;
  status: 'pass' | 'fail';
  reason: string;
  at: string;
}

/** An item of a checklist, or a check or a risk of a product, done or undone. @public */
export interface ChecklistTick {
  done: boolean;
  by: string;
  at: string;
  note?: string;
  evidence: EvidenceLink[];
  /** What was ticked, word for word: once the item says something else, the tick counts no more. */
  says?: string;
}

/** A sign-off of a gate, or of a criterion of kind `signOff`. @public */
export interface GateSignOff extends SignOff {
  /** Those of the signer's references (person and groups) that the rules name. */
  refs: string[];
}

/** A look at the evidence that could not be taken. @public */
export interface Postponement {
  /** Who asks to wait: a code host by its address or its type. */
  host: string;
  until: string;
}

/** All that is known of one criterion, for one product or for the whole train. @public */
export interface CriterionState {
  result?: CriterionResult;
  /** Since the result, if there is one. */
  postponed?: Postponement;
  waiver?: Waiver;
  verdict?: Verdict;
  /** By the id of the item. */
  ticks: Record<string, ChecklistTick>;
  signOffs: GateSignOff[];
}

/** Criteria by `<gate>/<criterion>`. @public */
export type CriterionStates = Record<string, CriterionState>;

/** What a criterion counts as now. @public */
export type StandingStatus = CriterionStatus | 'missing' | 'expired' | 'waived';

/** One cell of the go/no-go board. @public */
export interface CriterionStanding {
  criterion: string;
  title: string;
  kind: CriterionKind;
  status: StandingStatus;
  /** Whether it stands in the way of a GO. */
  blocks: boolean;
  /** One sentence. */
  summary: string;
  evidence: EvidenceLink[];
  at?: string;
  /** When it stops to count: a waiver or a result expires. */
  validUntil?: string;
  waiver?: Waiver;
}

/** What a product, or the train itself, brings to a gate. Small, so that a gate of 500 criteria is decided on 50 rows. @public */
export interface GatePart {
  /** Id of the product; `train` for what is asked once for the whole train. */
  part: string;
  /** Version of the stream that the criteria were read from: the log holds them as they were. */
  version: number;
  /** Digest of all its criteria and their newest results. */
  digest: string;
  counts: Partial<Record<StandingStatus, number>>;
  /** Criteria that stand in the way. */
  blocking: Pick<
    CriterionStanding,
    'criterion' | 'title' | 'status' | 'summary'
  >[];
  waivers: (Waiver & { criterion: string })[];
  /** Words of people on what was inconclusive; absent: none, or not kept by an earlier release. */
  verdicts?: (Verdict & { criterion: string })[];
  /** What was measured; absent: nothing was, or it was not kept by an earlier release. */
  measured?: (MeasuredFigures & {
    criterion: string;
    title: string;
    /** When it was found. */
    at: string;
  })[];
  /** The first instant at which something expires. */
  validUntil?: string;
}

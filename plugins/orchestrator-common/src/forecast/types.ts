import type { RolloutManifest } from '../manifest';
import type { RateLimit } from '../pacing';
import type { Window } from '../windows';
import type { Spread } from './spread';

/** What is known of how things went before. Shares are from 0 to 1. @public */
export interface ForecastHistory {
  /** How long one attempt takes. */
  dryRunMs: Spread;
  applyMs: Spread;
  /** Share of attempts that fail and are tried again. */
  retryShare: number;
  /** Share of targets that fail for good. */
  failureShare: number;
  /** Share of targets that have nothing to change. */
  alreadyFineShare: number;
  /** From the opening of a change to its merge. */
  reviewMs: Spread;
  /** From the opening of an approval to its decision. */
  approvalMs: Spread;
  /** What it rests on; 0 where only experience in general does. */
  attempts: number;
  reviews: number;
  approvals: number;
}

/** A batch as far as it is still to be done. @public */
export interface ForecastBatch {
  name: string;
  /** Targets whose change is still to be opened. */
  left: number;
  /** Open changes of it that are waited for where the rollout advances on merges. */
  open: number;
  approval: boolean;
  soakMs: number;
}

/** What stands between the last batch that ended and the next one. @public */
export interface ForecastWait {
  /** The approval that is open. ISO 8601. */
  approvalSince?: string;
  /** When the soak ends. ISO 8601. */
  soakUntil?: string;
}

/** What is still to be done of a run. Numbers only: it costs the same for many targets as for few. @public */
export interface ForecastPlan {
  /** Targets whose dry run is not done; the batches are planned only when it is. */
  dryRunsLeft: number;
  /** Targets that have a diff, before the rollout is planned. */
  ready: number;
  /** Once the rollout is planned: the batches that are not done. */
  batches?: ForecastBatch[];
  wait?: ForecastWait;
  /** Changes that are open, in all. */
  open: number;
}

/** How changes are opened: the rollout of a manifest, and what writes are held to. @public */
export type PacedRollout = Omit<RolloutManifest, 'rateLimits' | 'windows'> & {
  rateLimits?: RateLimit[];
  windows?: Window[];
};

/** What a forecast rests on. @public */
export interface ForecastInput {
  plan: ForecastPlan;
  rollout: PacedRollout;
  /** Limits beyond those of the rollout: of the portal and of the code hosts. */
  limits?: RateLimit[];
  /** Windows of the portal: they must be open beside those of the rollout. */
  windows?: Window[];
  history: ForecastHistory;
  /** Targets that all workers together can work on at once. */
  workers: number;
  /** Writes to the code host for one change. */
  writesPerChange: number;
  /** Teams among which the targets are spread: a limit by owner counts for each. */
  owners: number;
  /** ISO 8601 */
  now: string;
  seed: number;
  /** How often the future is played through; by itself as often as the size of the run allows. */
  samples?: number;
}

/** What decides when something happens. @public */
export const FORECAST_LIMITS = [
  'work',
  'maxParallel',
  'workers',
  'rateLimit',
  'window',
  'approval',
  'soak',
  'review',
] as const;

/** {@inheritDoc FORECAST_LIMITS} @public */
export type ForecastLimit = (typeof FORECAST_LIMITS)[number];

/** An instant that is reached in half of all cases, and in nine of ten. ISO 8601. @public */
export interface ForecastInstant {
  p50: string;
  p90: string;
}

/** When a run does what. @public */
export interface Forecast {
  /** All changes are merged or declined. */
  finish: ForecastInstant;
  /** All changes are open. */
  rolloutEnd: ForecastInstant;
  /** Changes that are opened in a day of the rollout, in half of all cases. */
  changesPerDay: number;
  batches: {
    name: string;
    size: number;
    start: ForecastInstant;
    end: ForecastInstant;
  }[];
  /** What the time goes into, most first; the shares add up to 1. */
  limits: {
    limit: ForecastLimit;
    share: number;
    /** Which one, where there are several, such as `80 per 1m (host)`. */
    detail?: string;
  }[];
  /** Share of cases in which the failure limit pauses the run. */
  pauseShare: number;
  samples: number;
  basedOn: { attempts: number; reviews: number; approvals: number };
}

/**
 * When the targets of one queue begin, in half of all cases: instants of the first of each equal part of them, in their
 * order, as far as they are reached. ISO 8601. @public
 */
export interface ForecastTurns {
  /** Targets in it that are left. */
  left: number;
  at: string[];
}

/** When which targets of a run begin. @public */
export interface RunTurns {
  /** Of the dry runs that are left. */
  dryRuns?: ForecastTurns;
  /** Of each batch that is not done, once they are planned. */
  batches: (ForecastTurns & { name: string })[];
  /** Whether it is known from earlier runs how long people take to approve. */
  approvalsKnown: boolean;
}

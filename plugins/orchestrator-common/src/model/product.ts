import type { Criticality } from '../manifest';
import type { CriterionStates } from './evidence';
import type { Failure } from './failure';
import type { ProductNotes } from './notes';

/** Where the activation of a product in a wave stands. @public */
export const ACTIVATION_STATUSES = [
  'pending',
  'activating',
  'active',
  'failed',
  'rollingBack',
  'rolledBack',
  'rollbackFailed',
] as const;

/** {@inheritDoc ACTIVATION_STATUSES} @public */
export type ActivationStatus = (typeof ACTIVATION_STATUSES)[number];

/** @public */
export type StepDirection = 'activate' | 'rollback';

/** A tick in a runbook. @public */
export interface RunbookTick {
  step: string;
  result: 'done' | 'failed' | 'helpNeeded';
  by: string;
  at: string;
  /** Who was on call at that moment. */
  onCall: string[];
  note?: string;
}

/**
 * A workflow that a step starts at a code host.
 *
 * @remarks Written down before the start is sent, so that nobody sends it twice.
 * @public
 */
export interface WorkflowRun {
  /** Address of the repository. */
  repository: string;
  workflow: string;
  ref: string;
  /** Goes along with the start and is found in the title of the run; absent: the workflow takes none. */
  correlation?: string;
  requestedAt: string;
  /** Absent: not known yet. */
  run?: { id: string; url: string };
  /** The word of the code host; absent: it has not ended, as far as is known. */
  conclusion?: string;
}

/** A workflow whose step was given up, so that it is to be ended. @public */
export interface WorkflowCancel {
  step: string;
  workId: string;
  workflow: WorkflowRun;
  /** Absent: under way. `unknown`: nobody knows whether it runs, and a person has to look. */
  outcome?: 'cancelled' | 'ended' | 'unknown';
}

/** A step of an activation or a rollback. @public */
export interface StepState {
  id: string;
  title: string;
  kind: 'flag' | 'webhook' | 'workflow' | 'command' | 'manual';
  status: 'pending' | 'running' | 'done' | 'failed';
  /** Steps of its runbook that have to be ticked, for a manual step that has one. */
  runbook?: { id: string; steps: string[] };
  workId?: string;
  startedAt?: string;
  finishedAt?: string;
  /** Failed attempts that count. */
  attemptsUsed: number;
  retryAt?: string;
  failure?: Failure;
  /** What a step of kind `workflow` has started last. */
  workflow?: WorkflowRun;
  ticks: RunbookTick[];
  /** Who asked for it once more: then it is done in spite of a halt or a pause. */
  retriedBy?: string;
  /** Who settled it by hand, and why. */
  settledBy?: string;
  note?: string;
}

/** A product in one wave. @public */
export interface ActivationState {
  wave: string;
  /**
   * Round of the wave in which it was started, or has ended: a resumed wave has another one, so that an old failure
   * doesn't halt it again.
   */
  round: number;
  status: ActivationStatus;
  direction: StepDirection;
  steps: StepState[];
  /** Workflows of steps that were given up, those of the activation before a rollback, too. */
  cancels?: WorkflowCancel[];
  /** Why it is rolled back. */
  reason?: string;
  startedAt: string;
  finishedAt?: string;
}

/** The fold of a product's stream in a train. @public */
export interface ProductState {
  id: string;
  runId: string;
  version: number;
  entityRef: string;
  title: string;
  owner?: string;
  criticality: Criticality;
  /** The version that is released. */
  release: string;
  /** By `<gate>/<criterion>`. */
  criteria: CriterionStates;
  /** One for each wave that has reached it. */
  activations: ActivationState[];
  /** Absent until somebody drafts or writes some. */
  notes?: ProductNotes;
  createdAt: string;
  updatedAt: string;
}

import type {
  Failure,
  FoundNotes,
  NoteChange,
  NoteContent,
  ProductState,
  RunbookTick,
  StepState,
  WorkflowCancel,
  WorkflowRun,
} from '../model';
import type { CriterionEventData } from './criterionEvents';
import type { NewEvent } from './envelope';

/** Stream of a product of a train. @public */
export function productStream(runId: string, productId: string): string {
  return `product/${runId}/${productId}`;
}

/** A step, before anything is done. @public */
export type StepDescription = Pick<
  StepState,
  'id' | 'title' | 'kind' | 'runbook'
>;

/** Data of each event of a product's stream, by type. @public */
export interface ProductEventData extends CriterionEventData {
  /** It is aboard, or the plan says something else about it. */
  'product.planned': Pick<
    ProductState,
    'id' | 'entityRef' | 'title' | 'owner' | 'criticality' | 'release'
  >;
  'activation.started': {
    wave: string;
    round: number;
    steps: StepDescription[];
  };
  'activation.rollbackStarted': {
    wave: string;
    reason: string;
    steps: StepDescription[];
  };
  'activation.finished': {
    wave: string;
    status: 'active' | 'failed' | 'rolledBack' | 'rollbackFailed';
    /** Of the wave, when it ended: one that went on after the wave was resumed ends in another round than it began in. */
    round?: number;
  };
  'step.started': { wave: string; step: string; workId?: string };
  'step.finished': { wave: string; step: string };
  'step.attemptFailed': {
    wave: string;
    step: string;
    failure: Failure;
    retryAt: string;
    usesAttempt: boolean;
  };
  'step.failed': { wave: string; step: string; failure: Failure };
  'step.retried': { wave: string; step: string; by: string };
  /** A person did it, or saw that it was done. */
  'step.settled': { wave: string; step: string; by: string; note: string };
  /** A workflow is about to be started: from here on nobody starts it again for this step. */
  'step.workflowRequested': {
    wave: string;
    step: string;
    workflow: WorkflowRun;
  };
  'step.workflowStarted': {
    wave: string;
    step: string;
    run: { id: string; url: string };
  };
  /** The code host has certainly not started it. */
  'step.workflowRefused': { wave: string; step: string };
  'step.workflowEnded': { wave: string; step: string; conclusion: string };
  /** The step was given up while its workflow may run: it is to be ended, as a piece of work of its own. */
  'step.workflowGivenUp': {
    wave: string;
    step: string;
    workId: string;
    workflow: WorkflowRun;
  };
  'step.workflowCancelled': {
    wave: string;
    step: string;
    workId: string;
    outcome: NonNullable<WorkflowCancel['outcome']>;
  };
  /** The commits of the product were read; `fresh`: ids of notes that the draft before did not have. */
  'notes.drafted': FoundNotes & { by: string; fresh: string[] };
  'notes.edited': {
    by: string;
    edits: NoteChange[];
    added: (NoteContent & { id: string })[];
  };
  'runbook.ticked': { wave: string; step: string; tick: RunbookTick };
}

/** @public */
export type ProductEventType = keyof ProductEventData;

/** @public */
export type ProductEvent = {
  [K in ProductEventType]: NewEvent<K, ProductEventData[K]>;
}[ProductEventType];

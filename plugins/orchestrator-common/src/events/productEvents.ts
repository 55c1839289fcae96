import type {
  Failure,
  FoundNotes,
  NoteChange,
  NoteContent,
  ProductState,
  RunbookTick,
  StepState,
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

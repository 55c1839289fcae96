import type { IndexableDocument } from '@backstage/plugin-search-common';
import type { RunOutcome, RunStatus, TrainPhase, TrainState } from '../model';

/** Type of the documents of runs in a search index. @public */
export const RUN_DOCUMENT_TYPE = 'orchestrator';

/** Fields of a run that its document in a search index has beside title, text and location. @public */
export interface RunDocumentFields {
  /** As in its manifest, such as `node-22`. */
  name: string;
  /** Entity reference from the manifest. */
  owner: string;
  /** `key=value` each. */
  labels: string[];
}

/** A sweep in a search index. @public */
export type SweepDocument = IndexableDocument &
  RunDocumentFields & {
    kind: 'Sweep';
    /** How it ended, once it has; where it stands until then. */
    state: RunStatus | RunOutcome;
  };

/** A train in a search index. @public */
export type TrainDocument = IndexableDocument &
  RunDocumentFields & {
    kind: 'Train';
    /** How it ended, once it has; where it stands until then. */
    state: TrainPhase | NonNullable<TrainState['outcome']>;
  };

/**
 * A run in a search index.
 *
 * @remarks Every document has the same fields: the Lunr engine searches and filters by those of the first one only.
 * @public
 */
export type RunDocument = SweepDocument | TrainDocument;

import type { CriterionCommand } from '../gates';
import type {
  Failure,
  FoundNotes,
  NoteChange,
  NoteContent,
  WorkflowCancel,
  WorkflowRun,
} from '../model';

/** How far a workflow is. @public */
export type WorkflowReport =
  | { kind: 'requested'; workflow: WorkflowRun }
  | { kind: 'started'; run: { id: string; url: string } }
  | { kind: 'refused' }
  | { kind: 'ended'; conclusion: string };

/** What can be asked of a product of a train. @public */
export type ProductCommand =
  | CriterionCommand
  /** `round` is that of the wave. */
  | { type: 'activate'; wave: string; round: number }
  | { type: 'rollBack'; wave: string; reason: string }
  /** A worker reports what a step came to. */
  | {
      type: 'completeStep';
      wave: string;
      step: string;
      workId: string;
      outcome: { type: 'done' } | { type: 'failed'; failure: Failure };
    }
  /** A worker reports how far the workflow of its step is. */
  | {
      type: 'reportWorkflow';
      wave: string;
      step: string;
      workId: string;
      report: WorkflowReport;
    }
  /** A worker reports what came of ending a workflow. */
  | {
      type: 'reportCancel';
      wave: string;
      workId: string;
      outcome: NonNullable<WorkflowCancel['outcome']>;
    }
  /** A person reports what a manual step without a runbook came to. */
  | {
      type: 'finishManualStep';
      wave: string;
      step: string;
      result: 'done' | 'failed';
      by: string;
      note: string;
    }
  | {
      type: 'tickRunbook';
      wave: string;
      step: string;
      /** Step of the runbook. */
      runbookStep: string;
      result: 'done' | 'failed' | 'helpNeeded';
      by: string;
      onCall: string[];
      note?: string;
    }
  /** The commits of the product have been read. */
  | { type: 'draftNotes'; by: string; found: FoundNotes }
  | {
      type: 'editNotes';
      by: string;
      edits: NoteChange[];
      /** Notes that no commit tells. */
      added: NoteContent[];
    }
  | { type: 'retryStep'; wave: string; by: string }
  /** A person did a failed step by hand, or saw that it was done. */
  | { type: 'settleStep'; wave: string; by: string; note: string };

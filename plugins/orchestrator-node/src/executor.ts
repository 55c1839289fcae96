import type {
  RunState,
  TargetState,
  TargetOutcome,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { CodeHostWrites } from './codeHostWrites';

/** Keeps what an attempt produced: logs, diffs, outputs. Content-addressed. @public */
export interface ArtifactWriter {
  /** Stores the content and returns its digest (`sha256:…`, lower-case hex). Storing twice is storing once. */
  put(content: string | Uint8Array, mediaType: string): Promise<string>;
  /** @throws NotFoundError from `@backstage/errors` */
  get(digest: string): Promise<{ content: Uint8Array; mediaType: string }>;
}

/** What an executor gets for one attempt. @public */
export interface AttemptContext {
  run: RunState;
  target: TargetState;
  /** 1 for the first. */
  attempt: number;
  /** Goes off when the lease is lost, the run is cancelled or the backend stops. */
  signal: AbortSignal;
  /** Every write to the code host of the target goes through it. */
  writes: CodeHostWrites;
  artifacts: ArtifactWriter;
  /** Adds a line to the log of the attempt. Secrets are redacted. */
  log(line: string): void;
}

/**
 * Does the work of one stage of a target: the only place with effects.
 *
 * @remarks
 * It runs at least once, so its effects must be such that doing them again changes nothing.
 * What it returns becomes an event; what it throws becomes a failed attempt: a `FailureError` carries its class,
 * anything else counts as transient.
 *
 * @public
 */
export interface TargetExecutor {
  dryRun(context: AttemptContext): Promise<TargetOutcome>;
  apply(context: AttemptContext): Promise<TargetOutcome>;
  rollback(context: AttemptContext): Promise<TargetOutcome>;
}

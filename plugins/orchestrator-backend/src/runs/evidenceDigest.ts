import { createHash } from 'node:crypto';
import type {
  RunState,
  TargetStatus,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { TargetResult } from './RunRecords';

/** What people read the same way counts as the same evidence: a review or a merge makes no sign-off stale. */
const EVIDENCE_CLASS: Partial<Record<TargetStatus, string>> = {
  open: 'changed',
  merged: 'changed',
};

/**
 * Digest of what a batch has come to: the plan, and each target's result and diff.
 *
 * @remarks Rule: semantics, section 3 (evidence binding).
 */
export function evidenceDigest(
  run: RunState,
  batch: number,
  results: TargetResult[],
): string {
  const evidence = JSON.stringify([
    run.changeDigest,
    run.planRevision,
    batch,
    results.map(({ id, status, patchId, failureCode }) => [
      id,
      EVIDENCE_CLASS[status] ?? status,
      patchId ?? null,
      failureCode ?? null,
    ]),
  ]);
  return `sha256:${createHash('sha256').update(evidence).digest('hex')}`;
}

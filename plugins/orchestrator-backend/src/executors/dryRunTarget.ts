import type { TargetOutcome } from '@backstage-orchestrator/plugin-orchestrator-common';
import { runGates } from './runGates';
import type { TargetWork } from './TargetWork';

/**
 * Works out what the change would be, and what its gates say. Nothing is written to any repository of a code host.
 *
 * @returns `alreadyFine` where the steps change nothing; failed gates are a part of the result, not a failure
 */
export async function dryRunTarget(work: TargetWork): Promise<TargetOutcome> {
  const fetched = await work.fetch();
  work.log(`Base: ${fetched.baseBranch} at ${fetched.baseCommit}`);
  const checkout = await work.checkOut(fetched);
  const diff = await work.change(checkout);
  if (!diff) {
    work.log('The steps change nothing: already fine');
    return { type: 'alreadyFine', baseCommit: fetched.baseCommit };
  }
  work.log(
    `Changed: ${diff.files.length} files, +${diff.additions} −${diff.deletions}`,
  );
  const stored = await work.store(diff, checkout);
  const gates = await runGates(
    work,
    checkout,
    () => work.checkOut(fetched),
    'always',
  );
  return { type: 'dryRunFinished', diff: stored, gates };
}

import { createHash } from 'node:crypto';
import {
  ANA,
  BEN,
  describeTargets,
  RunHarness,
} from '../../runs/testing/RunHarness';
import { ArtifactStore } from '../../store/ArtifactStore';

/** A sweep with all that can happen in one: failures, approvals, merges, a rollback. It is over, and has artifacts. */
export async function endedRun(
  harness: RunHarness,
  targets = 12,
): Promise<string> {
  const runId = await harness.create(describeTargets(targets), {
    maxParallel: 3,
  });
  await harness.work(target =>
    target.id.endsWith('3')
      ? {
          type: 'failed',
          failure: { class: 'permanent', code: 'stepFailed', message: 'No' },
        }
      : undefined,
  );
  await harness.runs.start(runId, ANA.actor.ref, ANA);
  await harness.work();
  await harness.approve(runId);
  await harness.work();
  await harness.mergeAll(runId);
  await harness.runs.command(
    runId,
    { type: 'rollback', by: BEN, reason: 'To see more events' },
    { ...ANA, actor: { kind: 'user', ref: BEN } },
  );
  await harness.work();
  await harness.mergeAll(runId);
  const store = new ArtifactStore({
    database: harness.database,
    clock: harness.clock,
  });
  for (const text of ['a log\n', 'a diff\n'.repeat(100)]) {
    await store.keep(runId, text, 'text/plain');
  }
  // What is told to the outside is told, as a dispatcher would have it.
  await harness.database('outbox').delete();
  return runId;
}

export function sha256(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

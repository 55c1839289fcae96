import {
  SYSTEM_ACTOR,
  targetStream,
  type Change,
  type EventEnvelope,
  type RunCommand,
  type TargetCommand,
  type TargetOutcome,
  type TargetState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { ArchivedRuns, exportRun, importRun, restoreRun } from '../../archive';
import { Archiver } from '../../archive/Archiver';
import {
  ANA,
  BEN,
  describeTargets,
  type RunHarness,
} from '../../runs/testing/RunHarness';
import { ArtifactStore } from '../ArtifactStore';
import { EventLog } from '../EventLog';

const HOUR_MS = 60 * 60 * 1000;
const CAIO = 'user:default/caio';
const SYSTEM = { actor: SYSTEM_ACTOR, requestId: 'system' };

const GATES = [
  { gate: 'tests', title: 'Tests', result: 'failed', durationMs: 5 } as const,
];

/** Id of a target by its number. */
const t = (number: number) => `component.default.m-000${number}`;

/**
 * Three sweeps in which everything happens that there is an event for, by the real decisions; of those that none of them
 * makes yet, one is written as it would be.
 *
 * @param other - an empty database, which the first sweep is imported into
 * @returns the log, in its order, and then that of the other database
 */
export async function recordEvents(
  harness: RunHarness,
  other: Knex,
): Promise<EventEnvelope[]> {
  const rollout = await recordRollout(harness);
  await recordCancellation(harness);
  await recordFreeze(harness);
  const events: EventEnvelope[] = [];
  for await (const chunk of new EventLog().readStored(harness.database)) {
    events.push(...chunk);
  }
  return [...events, ...(await recordImport(harness, other, rollout))];
}

/** What an import adds to the events of a run. */
async function recordImport(
  { database, clock }: RunHarness,
  other: Knex,
  runId: string,
): Promise<EventEnvelope[]> {
  const toolsOf = (some: Knex) => ({
    database: some,
    clock,
    artifacts: new ArtifactStore({ database: some, clock }),
  });
  const file = await exportRun(toolsOf(database), runId);
  await importRun(toolsOf(other), file, ANA);
  const history = await new ArchivedRuns(other).find(runId);
  return history?.events.slice(-1) ?? [];
}

async function recordRollout(harness: RunHarness): Promise<string> {
  const runId = await harness.create(describeTargets(8), {
    maxParallel: 8,
    canary: { min: 2, max: 2, required: 2 },
    batches: { soak: '1h' },
    failureLimit: { percent: 100 },
  });
  const step = steps(harness, runId);
  await step.command({ type: 'pause', by: ANA.actor.ref, reason: 'Lunch' });
  await step.command({ type: 'resume', by: ANA.actor.ref });

  await step.work({
    [t(5)]: { type: 'alreadyFine', baseCommit: 'base' },
    [t(6)]: failed('transient'),
    [t(7)]: { type: 'gatesFailed', gates: GATES },
    [t(8)]: failed('permanent'),
  });
  // The retry of what was transient.
  harness.clock.advance(HOUR_MS);
  await step.work({});
  await step.targets([t(7)], { type: 'skip', by: BEN, reason: 'Not ours' });
  await step.note(t(7));

  await harness.runs.start(runId, ANA.actor.ref, ANA);
  const canaries = (await step.all()).filter(({ batch }) => batch === 0);
  const [first, second] = canaries.map(({ id }) => id);
  await step.work({
    [first]: { type: 'diffChanged', diff: diffOf('moved'), gates: [] },
    [second]: failed('permanent'),
  });
  await step.targets([first], { type: 'acceptDiff', by: ANA.actor.ref });
  await step.work({});
  await step.sign(BEN);
  await step.withdraw(BEN);
  await step.targets([second], { type: 'retry', by: ANA.actor.ref });
  await step.work({});
  await step.sign(BEN);
  await step.sign(CAIO);
  harness.clock.advance(2 * HOUR_MS);
  await harness.database.transaction(trx =>
    harness.transactional.within(
      trx,
      runId,
      { type: 'finishSoak', batch: 0 },
      SYSTEM,
    ),
  );
  await step.work({});

  await step.observe(first, { review: 'approved', checks: 'passed' });
  await step.observe(first, { state: 'closed' });
  await step.observe(first, { state: 'open' });
  await step.observe(second, {
    state: 'merged',
    mergeCommit: 'merge',
    mergedAt: harness.clock.now().toISOString(),
  });
  await step.command({
    type: 'rollback',
    by: ANA.actor.ref,
    reason: 'It is slower',
  });
  await step.work({});
  await harness.mergeAll(runId);
  await step.targets([t(8)], { type: 'retry', by: ANA.actor.ref });
  await step.work({ [t(8)]: failed('permanent') });

  await harness.database('outbox').delete();
  const archiver = new Archiver({ ...harness, runs: harness.transactional });
  await archiver.seal(runId);
  await harness.database('outbox').delete();
  await archiver.pack(runId);
  await restoreRun(harness.database, harness.transactional, runId, ANA);
  return runId;
}

async function recordCancellation(harness: RunHarness): Promise<void> {
  const runId = await harness.create(describeTargets(2), { maxParallel: 1 });
  await harness.runs.cancel(runId, BEN, 'A better one comes', ANA);
}

/** A rollout that passes a freeze, and whose revert a person turns down. */
async function recordFreeze(harness: RunHarness): Promise<void> {
  const inFuture = (ms: number) =>
    new Date(harness.clock.now().getTime() + ms).toISOString();
  const runId = await harness.create(describeTargets(1), {
    canary: false,
    windows: [
      {
        kind: 'deny',
        timezone: 'UTC',
        reason: 'Freeze',
        ranges: [{ from: inFuture(-HOUR_MS), to: inFuture(2 * HOUR_MS) }],
      },
    ],
  });
  const step = steps(harness, runId);
  await step.work({});
  await harness.runs.start(runId, ANA.actor.ref, ANA);
  await step.command({
    type: 'overrideWindow',
    by: BEN,
    reason: 'A fix that cannot wait',
    expiresAt: inFuture(HOUR_MS),
  });
  await step.work({});
  await harness.mergeAll(runId);
  await step.command({ type: 'rollback', by: BEN, reason: 'It was no fix' });
  await step.work({});
  const [{ id, revert }] = await step.all();
  if (!revert) {
    throw new Error('There is no revert');
  }
  await harness.runs.observe(
    runId,
    id,
    { ...revert, state: 'closed', closedAt: inFuture(0) },
    BEN,
    ANA,
  );
}

function steps(harness: RunHarness, runId: string) {
  const command = (
    wanted: Exclude<RunCommand, { type: 'start' | 'cancel' }>,
    by = ANA.actor.ref,
  ) =>
    harness.runs.command(runId, wanted, {
      ...ANA,
      actor: { kind: 'user', ref: by },
    });
  const approval = async () => {
    const { approvals } = await harness.run(runId);
    const open = approvals.find(({ state }) => state === 'open');
    if (!open) {
      throw new Error('No approval is open');
    }
    return open;
  };
  return {
    command,
    work: (outcomes: Record<string, TargetOutcome>) =>
      harness.work(target => outcomes[target.id]),
    targets: (ids: string[], wanted: TargetCommand) =>
      harness.runs.commandTargets(runId, ids, () => wanted, ANA),
    async all(): Promise<TargetState[]> {
      const rows: { state: string }[] = await harness
        .database('targets')
        .where('run_id', runId)
        .orderBy('id')
        .select('state');
      return rows.map(({ state }) => JSON.parse(state));
    },
    async sign(by: string) {
      const { id, evidenceDigest } = await approval();
      await command(
        {
          type: 'sign',
          approvalId: id,
          by,
          ownershipRefs: [by],
          decision: 'approved',
          comment: 'Looks good',
          evidenceDigest,
        },
        by,
      );
    },
    async withdraw(by: string) {
      const { id } = await approval();
      await command({ type: 'withdrawSignOff', approvalId: id, by }, by);
    },
    async observe(targetId: string, patch: Partial<Change>) {
      const { change } = await harness.target(runId, targetId);
      if (!change) {
        throw new Error(`${targetId} has no change`);
      }
      await harness.runs.observe(
        runId,
        targetId,
        { ...change, ...patch },
        BEN,
        ANA,
      );
    },
    /** No decision adds follow-ups yet. */
    async note(targetId: string) {
      const target = await harness.target(runId, targetId);
      const noted: TargetState = {
        ...target,
        version: target.version + 1,
        followUps: [{ code: 'manual', text: 'Move it by hand' }],
      };
      await harness.database.transaction(async trx => {
        await new EventLog().append(trx, [
          {
            stream: targetStream(runId, targetId),
            runId,
            targetId,
            expectedVersion: target.version,
            events: [
              {
                type: 'target.followUpAdded',
                data: noted.followUps[0],
                links: [{ title: 'Guide', url: 'https://example.com' }],
              },
            ],
            cause: {
              ...SYSTEM,
              occurredAt: harness.clock.now().toISOString(),
            },
          },
        ]);
        await trx('targets')
          .where({ run_id: runId, id: targetId })
          .update({ version: noted.version, state: JSON.stringify(noted) });
      });
    },
  };
}

function failed(kind: 'transient' | 'permanent'): TargetOutcome {
  return {
    type: 'failed',
    failure: { class: kind, code: 'stepFailed', message: 'It broke' },
  };
}

function diffOf(patchId: string) {
  return {
    baseCommit: 'base-2',
    baseBranch: 'main',
    artifact: `sha256:${patchId}`,
    patchId,
    tree: 'tree-2',
    files: 1,
    additions: 2,
    deletions: 1,
  };
}

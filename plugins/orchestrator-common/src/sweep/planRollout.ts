import { parseDuration } from '../pacing';
import { planBatches } from '../rollout';
import type { RunState, TargetState } from '../model';
import type { SweepManifest } from '../manifest';

/** What the plan of a rollout looks at of a target. @public */
export type RolloutTarget = Pick<
  TargetState,
  'id' | 'entityRef' | 'owner' | 'type' | 'dependsOn'
>;

/** Place of a target in a rollout. @public */
export interface RolloutPlace {
  id: string;
  batch: number;
  position: number;
  waitsFor: string[];
}

/** Batches and the place of every target in them. @public */
export interface RolloutPlan {
  batches: Pick<
    RunState['batches'][number],
    'index' | 'name' | 'size' | 'approval' | 'soakMs'
  >[];
  places: RolloutPlace[];
}

/**
 * Plans a rollout: canaries, then growing batches, dependencies first.
 *
 * @param targets - those that have something to change
 * @remarks Rule: semantics, section 9 (`planBatches`). Dependencies outside of the targets do not count.
 * @public
 */
export function planRollout(
  manifest: SweepManifest,
  targets: RolloutTarget[],
): RolloutPlan {
  const { rollout } = manifest.spec;
  const idOf = new Map(
    targets.flatMap(target => [
      [target.entityRef, target.id] as const,
      [target.id, target.id] as const,
    ]),
  );
  const dependencies = new Map(
    targets.map(target => [
      target.id,
      target.dependsOn
        .map(ref => idOf.get(ref))
        .filter((id): id is string => id !== undefined && id !== target.id),
    ]),
  );
  const batches = planBatches(
    targets.map(target => target.id),
    {
      canary:
        rollout.canary === false
          ? false
          : {
              min: rollout.canary.min,
              max: rollout.canary.max,
              percent: rollout.canary.percent,
            },
      batches: {
        initial: rollout.batches.initial,
        factor: rollout.batches.factor,
        max: rollout.batches.max,
      },
      maxParallel: rollout.maxParallel,
      order: rollout.order,
      describe: Object.fromEntries(
        targets.map(target => [
          target.id,
          {
            owner: target.owner,
            type: target.type,
            dependsOn: dependencies.get(target.id),
          },
        ]),
      ),
    },
  );
  const approvalAfterCanary =
    rollout.canary !== false && rollout.canary.approval;
  const soakMs = parseDuration(rollout.batches.soak);
  return {
    batches: batches.map((batch, index) => {
      const last = index === batches.length - 1;
      const isCanary = index === 0 && rollout.canary !== false;
      return {
        index,
        name: batch.name,
        size: batch.targets.length,
        approval:
          !last &&
          ((isCanary && approvalAfterCanary) || rollout.batches.approval),
        soakMs: last ? 0 : soakMs,
      };
    }),
    places: batches.flatMap((batch, index) =>
      placesOf(
        batch.targets,
        index,
        rollout.order === 'dependencies' ? dependencies : new Map(),
      ),
    ),
  };
}

/** Earlier batches have settled before a batch starts, so only dependencies inside of it have to be waited for. */
function placesOf(
  ids: string[],
  batch: number,
  dependencies: Map<string, string[]>,
): RolloutPlace[] {
  const position = new Map(ids.map((id, index) => [id, index]));
  return ids.map((id, index) => ({
    id,
    batch,
    position: index,
    // A dependency that stands later is part of a cycle: waiting for it would never end.
    waitsFor: (dependencies.get(id) ?? []).filter(
      other => (position.get(other) ?? index) < index,
    ),
  }));
}

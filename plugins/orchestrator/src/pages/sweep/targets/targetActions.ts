import type {
  TargetStatus,
  TargetSummary,
} from '@backstage-orchestrator/plugin-orchestrator-common';

/** What can be done to chosen targets, and in which states; the decisions of the model have the last word. */
export const TARGET_ACTIONS = {
  retry: ['failed', 'cancelled'],
  skip: ['problem', 'pending', 'ready', 'needsReview', 'failed', 'cancelled'],
  accept: ['needsReview'],
  rollback: ['open', 'merged'],
} as const satisfies Record<string, readonly TargetStatus[]>;

/** {@inheritDoc TARGET_ACTIONS} */
export type TargetAction = keyof typeof TARGET_ACTIONS;

/** The targets that are in a state for an action. */
export function eligible(
  action: TargetAction,
  targets: Iterable<TargetSummary>,
): TargetSummary[] {
  const statuses: readonly TargetStatus[] = TARGET_ACTIONS[action];
  return [...targets].filter(target => statuses.includes(target.status));
}

/** Ids that one call takes. */
export const MAX_IDS_PER_CALL = 1_000;

/** Gives a command for any number of targets: in as many calls as it takes, one after the other. */
export async function inChunks(
  ids: string[],
  call: (ids: string[]) => Promise<unknown>,
): Promise<void> {
  for (let start = 0; start < ids.length; start += MAX_IDS_PER_CALL) {
    await call(ids.slice(start, start + MAX_IDS_PER_CALL));
  }
}

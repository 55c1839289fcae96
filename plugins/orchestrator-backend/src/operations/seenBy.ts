import type { Caller } from '../http/caller';
import type { RunVisibility } from '../queries/RunQueries';
import type { OperationTools } from './OperationTools';

/**
 * What a list is restricted to: what the caller may see, and where only theirs is asked for, what belongs to them.
 *
 * @remarks Policy and groups are asked for at the same time: each is a request to another plugin.
 */
export async function seenBy(
  { access }: Pick<OperationTools, 'access'>,
  caller: Caller,
  mine: boolean | undefined,
): Promise<{ visible: RunVisibility; belongsTo: string[] | undefined }> {
  const [visible, belongsTo] = await Promise.all([
    access.visibility(caller),
    mine ? caller.ownershipRefs() : undefined,
  ]);
  return { visible, belongsTo };
}

import {
  TARGET_STATUSES,
  type TargetStatus,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { useUrlFilters, type TargetFilters } from '../../../data';

/** Names of the filters in the address. */
export const TARGET_FILTER_NAMES = [
  'status',
  'owner',
  'batch',
  'failure',
  'q',
] as const;

/** The filters that the address asks for; what is no filter is passed over. */
export function useTargetFilters(): TargetFilters {
  const { one, many } = useUrlFilters();
  const statuses = many('status').filter((status): status is TargetStatus =>
    (TARGET_STATUSES as readonly string[]).includes(status),
  );
  const batch = one('batch');
  return {
    ...(statuses.length > 0 && { status: statuses }),
    ...(many('owner').length > 0 && { owner: many('owner') }),
    ...(batch !== undefined && /^\d+$/.test(batch) && { batch: Number(batch) }),
    ...(many('failure').length > 0 && { failure: many('failure') }),
    ...(one('q') && { q: one('q') }),
  };
}

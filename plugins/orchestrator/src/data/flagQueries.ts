import { useApi } from '@backstage/core-plugin-api';
import type {
  FlagDetail,
  FlagSummary,
  RouteInput,
  Routes,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { orchestratorApiRef } from '../api';
import { usePages, type Pages } from './usePages';
import { useQuery, type Query } from './useQuery';

/** Filters of the list of flags. */
export type FlagFilters = Omit<
  NonNullable<RouteInput<Routes['listFlags']>['query']>,
  'cursor' | 'limit'
>;

const FLAGS_PER_PAGE = 50;

/** Flags, by their keys. */
export function useFlags(filters: FlagFilters): Pages<FlagSummary> {
  const api = useApi(orchestratorApiRef);
  return usePages({
    key: JSON.stringify(['flags', filters]),
    load: (cursor, signal) =>
      api.listFlags(
        { query: { ...filters, cursor, limit: FLAGS_PER_PAGE } },
        { signal },
      ),
    idOf: flag => flag.key,
  });
}

/** A flag with its rules and its history. */
export function useFlag(flagKey: string): Query<FlagDetail> {
  const api = useApi(orchestratorApiRef);
  return useQuery({
    key: `flag:${flagKey}`,
    load: signal => api.getFlag({ params: { flagKey } }, { signal }),
  });
}

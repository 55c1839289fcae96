import { useApi } from '@backstage/core-plugin-api';
import type {
  InboxItem,
  TrainInboxItem,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { useCallback, useMemo } from 'react';
import { orchestratorApiRef } from '../api';
import { usePages, type Pages } from './usePages';
import { useQuery } from './useQuery';

const INBOX_PER_PAGE = 50;

/** Something that waits for the viewer, of a sweep or of a train. */
export type WaitingItem =
  | { from: 'sweep'; item: InboxItem }
  | { from: 'train'; item: TrainInboxItem };

/** All that waits for the viewer, as far as it is loaded. */
export type WaitingItems = Omit<Pages<WaitingItem>, 'setVisible'>;

/**
 * What waits for the viewer, of sweeps and of trains, what has waited longest first.
 *
 * @remarks Sweeps come page by page, trains all at once: a further page of sweeps sorts itself in between. What is
 * known of the one is there even while the other can't be loaded.
 */
export function useInbox(limit = INBOX_PER_PAGE): WaitingItems {
  const api = useApi(orchestratorApiRef);
  const sweeps = usePages({
    key: `inbox:${limit}`,
    load: (cursor, signal) =>
      api.getInbox({ query: { cursor, limit } }, { signal }),
    idOf: (item: InboxItem) => inboxKey({ from: 'sweep', item }),
  });
  const trains = useQuery({
    key: 'trainInbox',
    load: async signal => (await api.getTrainInbox({}, { signal })).items,
  });
  const items = useMemo(
    () => inOrder(sweeps.items, trains.value ?? []),
    [sweeps.items, trains.value],
  );
  const refreshSweeps = sweeps.refresh;
  const refreshTrains = trains.refresh;
  const refresh = useCallback(() => {
    refreshSweeps();
    refreshTrains();
  }, [refreshSweeps, refreshTrains]);
  return {
    items,
    totalItems: sweeps.totalItems + (trains.value?.length ?? 0),
    loading: items.length === 0 && (sweeps.loading || trains.loading),
    loadingMore: sweeps.loadingMore,
    hasMore: sweeps.hasMore,
    error: sweeps.error ?? trains.error,
    // As fresh as the older half; unknown as long as one half is.
    updatedAt:
      sweeps.updatedAt !== undefined && trains.updatedAt !== undefined
        ? Math.min(sweeps.updatedAt, trains.updatedAt)
        : undefined,
    mode: sweeps.mode,
    loadMore: sweeps.loadMore,
    refresh,
  };
}

function inOrder(sweeps: InboxItem[], trains: TrainInboxItem[]): WaitingItem[] {
  return [
    ...sweeps.map((item): WaitingItem => ({ from: 'sweep', item })),
    ...trains.map((item): WaitingItem => ({ from: 'train', item })),
  ].sort((a, b) => Date.parse(a.item.since) - Date.parse(b.item.since));
}

/** Names an item of the inbox; new evidence leaves it the same item. */
export function inboxKey(waiting: WaitingItem): string {
  if (waiting.from === 'sweep') {
    const { kind, runId, targetId, approvalId } = waiting.item;
    return [kind, runId, targetId, approvalId].join('|');
  }
  const { kind, train, gate, criterion, product, wave, subject, question } =
    waiting.item;
  return [
    kind,
    train,
    gate,
    criterion,
    product,
    wave,
    subject,
    // Of the runbook of one step several steps may call for help: only their questions differ.
    ...(kind === 'help' ? [question] : []),
  ].join('|');
}

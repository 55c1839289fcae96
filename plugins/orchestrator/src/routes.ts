import { createRouteRef, useRouteRef } from '@backstage/core-plugin-api';
import { useMemo } from 'react';

/** The orchestrator's page. @public */
export const rootRouteRef = createRouteRef({ id: 'orchestrator' });

/** The orchestrator's tab on an entity. @public */
export const entityContentRouteRef = createRouteRef({
  id: 'orchestrator:entity-content',
});

/** Tabs of the sweep page, in the order in which they are shown. */
export const SWEEP_TABS = [
  'targets',
  'diffs',
  'gates',
  'timeline',
  'report',
  'manifest',
  'replay',
] as const;

/** {@inheritDoc SWEEP_TABS} */
export type SweepTab = (typeof SWEEP_TABS)[number];

/** Tabs of the train page, in the order in which they are shown. */
export const TRAIN_TABS = [
  'board',
  'timeline',
  'waves',
  'incidents',
  'communications',
  'report',
  'events',
  'manifest',
  'replay',
] as const;

/** {@inheritDoc TRAIN_TABS} */
export type TrainTab = (typeof TRAIN_TABS)[number];

/** Values that can stand in the query of an address; empty ones are left out. */
export type SearchValues = Record<
  string,
  string | readonly string[] | undefined
>;

/** Query of an address, with its question mark; empty where there is nothing to say. */
export function searchOf(values: SearchValues): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    for (const item of typeof value === 'string' ? [value] : value ?? []) {
      if (item !== '') {
        search.append(name, item);
      }
    }
  }
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}

/**
 * Addresses of all pages, below where the page is mounted.
 *
 * @param root - address of the orchestrator's page, such as `/orchestrator`
 */
export function pathsBelow(root: string) {
  const base = root.replace(/\/$/, '');
  const part = encodeURIComponent;
  return {
    overview: () => base || '/',
    sweeps: (search: SearchValues = {}) => `${base}/sweeps${searchOf(search)}`,
    newSweep: (search: SearchValues = {}) =>
      `${base}/sweeps/new${searchOf(search)}`,
    sweep: (
      runId: string,
      tab: SweepTab = 'targets',
      search: SearchValues = {},
    ) =>
      `${base}/sweeps/${part(runId)}${
        tab === 'targets' ? '' : `/${tab}`
      }${searchOf(search)}`,
    target: (runId: string, targetId: string, search: SearchValues = {}) =>
      `${base}/sweeps/${part(runId)}/targets/${part(targetId)}${searchOf(
        search,
      )}`,
    trains: (search: SearchValues = {}) => `${base}/trains${searchOf(search)}`,
    newTrain: (search: SearchValues = {}) =>
      `${base}/new-train${searchOf(search)}`,
    train: (
      trainId: string,
      tab: TrainTab = 'board',
      search: SearchValues = {},
    ) =>
      `${base}/trains/${part(trainId)}${
        tab === 'board' ? '' : `/${tab}`
      }${searchOf(search)}`,
    runbook: (
      trainId: string,
      wave: string,
      product: string,
      search: SearchValues = {},
    ) =>
      `${base}/trains/${part(trainId)}/runbook/${part(wave)}/${part(
        product,
      )}${searchOf(search)}`,
    calendar: (search: SearchValues = {}) =>
      `${base}/calendar${searchOf(search)}`,
    change: (changeId: string) => `${base}/changes/${part(changeId)}`,
    flags: (search: SearchValues = {}) => `${base}/flags${searchOf(search)}`,
    flag: (flagKey: string) => `${base}/flags/${part(flagKey)}`,
    newFlag: () => `${base}/new-flag`,
    editFlag: (flagKey: string) => `${base}/flags/${part(flagKey)}/edit`,
    inbox: () => `${base}/inbox`,
    operator: (search: SearchValues = {}) =>
      `${base}/operator${searchOf(search)}`,
    /** An address that the backend gave as relative to this page, such as that of an inbox item. */
    below: (path: string) => `${base}/${path.replace(/^\/+/, '')}`,
  };
}

/** {@inheritDoc pathsBelow} */
export type OrchestratorPaths = ReturnType<typeof pathsBelow>;

/** Addresses of all pages in this portal. */
export function useOrchestratorPaths(): OrchestratorPaths {
  const root = useRouteRef(rootRouteRef)();
  return useMemo(() => pathsBelow(root), [root]);
}

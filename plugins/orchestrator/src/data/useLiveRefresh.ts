import { useApiHolder } from '@backstage/core-plugin-api';
import { signalApiRef } from '@backstage/plugin-signals-react';
import {
  ORCHESTRATOR_SIGNAL_CHANNEL,
  type RunSignal,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { useCallback, useEffect, useRef, useState } from 'react';

/** How news arrive: pushed by the portal's signals, or by asking again and again. */
export type LiveMode = 'signals' | 'polling';

/** Pause between refreshes where nothing tells us of changes. */
export const POLL_INTERVAL_MS = 5_000;
/** Where signals arrive, a slow poll stays as a safety net for a lost one. */
export const SAFETY_INTERVAL_MS = 30_000;

/**
 * When to ask again after subscribing. The portal does not say from when on signals arrive: its socket may still be
 * connecting, and what happens between the first answer and then is in no signal.
 */
export const CATCH_UP_MS = [2_500, 8_000];
/** So long after subscribing, news without a signal may only be older than the subscription. */
const SETTLED_AFTER_MS = 10_000;

export interface LiveRefreshOptions {
  /** Refresh only for signals of this run; absent means of any. */
  runId?: string;
  refresh: () => void;
  enabled: boolean;
}

export interface LiveRefresh {
  mode: LiveMode;
  /** To be told whether a refresh brought something new: news without a signal mean that signals don't arrive. */
  reportRefreshed: (changed: boolean) => void;
}

/**
 * Calls `refresh` when a signal says that something changed, and at an interval.
 *
 * @remarks
 * Subscribes to the API itself and not by `useSignal`: that hook keeps the last message only, so of two signals in one
 * tick, the first one's run would be missed. A hidden tab asks for nothing and catches up when it is shown again.
 */
export function useLiveRefresh({
  runId,
  refresh,
  enabled,
}: LiveRefreshOptions): LiveRefresh {
  const signals = useApiHolder().get(signalApiRef);
  const [missed, setMissed] = useState(false);
  const signalledAt = useRef(0);
  const refreshedAt = useRef(0);
  const subscribedAt = useRef(0);

  useEffect(() => {
    if (!signals || !enabled) {
      return undefined;
    }
    subscribedAt.current = Date.now();
    const { unsubscribe } = signals.subscribe<RunSignal>(
      ORCHESTRATOR_SIGNAL_CHANNEL,
      signal => {
        if (runId === undefined || signal.runId === runId) {
          signalledAt.current = Date.now();
          setMissed(false);
          refresh();
        }
      },
    );
    const catchUps = CATCH_UP_MS.map(ms => setTimeout(refresh, ms));
    return () => {
      unsubscribe();
      catchUps.forEach(clearTimeout);
    };
  }, [signals, enabled, runId, refresh]);

  const mode: LiveMode = signals && !missed ? 'signals' : 'polling';
  const intervalMs = mode === 'signals' ? SAFETY_INTERVAL_MS : POLL_INTERVAL_MS;
  useEffect(() => {
    if (!enabled) {
      return undefined;
    }
    const whenVisible = () =>
      document.visibilityState !== 'hidden' && refresh();
    const timer = setInterval(whenVisible, intervalMs);
    document.addEventListener('visibilitychange', whenVisible);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', whenVisible);
    };
  }, [enabled, intervalMs, refresh]);

  const reportRefreshed = useCallback(
    (changed: boolean) => {
      if (
        signals &&
        changed &&
        refreshedAt.current > 0 &&
        Date.now() - subscribedAt.current > SETTLED_AFTER_MS &&
        signalledAt.current < refreshedAt.current
      ) {
        setMissed(true);
      }
      refreshedAt.current = Date.now();
    },
    [signals],
  );
  return { mode, reportRefreshed };
}

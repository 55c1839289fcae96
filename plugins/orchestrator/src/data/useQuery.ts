import { toError } from '@backstage/errors';
import { useCallback, useEffect, useRef, useState } from 'react';
import useLatest from 'react-use/lib/useLatest';
import { useLiveRefresh, type LiveMode } from './useLiveRefresh';

/** Signals can come in bursts; between two refreshes of one query lies at least this. */
export const MIN_REFRESH_GAP_MS = 1_000;

export interface QueryOptions<T> {
  /** Names what is asked for; another key starts afresh. */
  key: string;
  load: (signal: AbortSignal) => Promise<T>;
  /** Refresh for signals of this run only. */
  runId?: string;
  /** Refresh by signals and interval; true unless said. */
  live?: boolean;
  /** Ask at all; true unless said. */
  enabled?: boolean;
  /**
   * What of a value tells news from the passing of time, where it holds times that are new with each answer; all of it
   * unless said.
   */
  newsOf?: (value: T) => unknown;
  /** Go on showing the old key's value until the new one's is there, for filters of one list. */
  keepPrevious?: boolean;
}

/** The state of something that was asked for. */
export interface Query<T> {
  value?: T;
  /** Why the last try failed; `value` is then what was known before. */
  error?: Error;
  /** Nothing is known yet. */
  loading: boolean;
  /** The value shown is of an earlier key or being refreshed on a person's wish. */
  refreshing: boolean;
  /** When the value was last confirmed, as epoch milliseconds. */
  updatedAt?: number;
  mode: LiveMode;
  refresh: () => void;
  /** Puts in what a command answered with, so that nobody waits for the next refresh. */
  set: (value: T) => void;
}

interface State<T> {
  key?: string;
  value?: T;
  error?: Error;
  updatedAt?: number;
}

/**
 * Asks for something, and again whenever it may have changed.
 *
 * @remarks
 * What is known stays on the page while it is asked for again, and an answer that says the same keeps its identity,
 * so that nothing is drawn again for nothing.
 */
export function useQuery<T>(options: QueryOptions<T>): Query<T> {
  const {
    key,
    runId,
    live = true,
    enabled = true,
    keepPrevious = false,
  } = options;
  const load = useLatest(options.load);
  const newsOf = useLatest(options.newsOf ?? ((value: T): unknown => value));
  const [state, setState] = useState<State<T>>({});
  const shown = useLatest(state);
  const refreshRef = useRef<() => void>(() => {});
  const refresh = useCallback(() => refreshRef.current(), []);
  const { mode, reportRefreshed } = useLiveRefresh({
    runId,
    refresh,
    enabled: live && enabled,
  });

  useEffect(() => {
    if (!enabled) {
      return undefined;
    }
    const abort = new AbortController();
    let underWay = false;
    let again = false;
    let startedAt = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;

    async function ask() {
      underWay = true;
      again = false;
      startedAt = Date.now();
      try {
        const answer = await load.current(abort.signal);
        if (!abort.signal.aborted) {
          const before =
            shown.current.key === key ? shown.current.value : undefined;
          const same =
            before !== undefined &&
            JSON.stringify(before) === JSON.stringify(answer);
          const isNews = (known: T) =>
            JSON.stringify(newsOf.current(known)) !==
            JSON.stringify(newsOf.current(answer));
          reportRefreshed(before !== undefined && !same && isNews(before));
          setState({
            key,
            value: same ? before : answer,
            updatedAt: Date.now(),
          });
        }
      } catch (error) {
        if (!abort.signal.aborted) {
          setState(old => ({
            ...(old.key === key || keepPrevious ? old : {}),
            key,
            error: toError(error),
          }));
        }
      }
      underWay = false;
      if (again && !abort.signal.aborted) {
        schedule();
      }
    }
    function schedule() {
      if (underWay) {
        again = true;
      } else if (timer === undefined) {
        timer = setTimeout(() => {
          timer = undefined;
          ask();
        }, Math.max(0, startedAt + MIN_REFRESH_GAP_MS - Date.now()));
      }
    }

    refreshRef.current = schedule;
    ask();
    return () => {
      abort.abort();
      clearTimeout(timer);
      refreshRef.current = () => {};
    };
  }, [key, enabled, keepPrevious, load, newsOf, shown, reportRefreshed]);

  const set = useCallback(
    (value: T) => setState({ key, value, updatedAt: Date.now() }),
    [key],
  );
  const current = state.key === key || keepPrevious ? state : {};
  return {
    value: current.value,
    error: state.key === key ? current.error : undefined,
    loading:
      enabled &&
      current.value === undefined &&
      !(state.key === key && state.error),
    refreshing: enabled && state.key !== key && current.value !== undefined,
    updatedAt: current.updatedAt,
    mode,
    refresh,
    set,
  };
}

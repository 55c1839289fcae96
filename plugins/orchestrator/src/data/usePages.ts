import { toError } from '@backstage/errors';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import useLatest from 'react-use/lib/useLatest';
import { useLiveRefresh, type LiveMode } from './useLiveRefresh';
import { MIN_REFRESH_GAP_MS } from './useQuery';

/** One page of a list, as the API answers. */
export interface Page<T> {
  items: T[];
  nextCursor?: string;
  totalItems: number;
}

export interface PagesOptions<T> {
  /** Names the list and its filters; another key starts afresh. */
  key: string;
  load: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<T>>;
  idOf: (item: T) => string;
  runId?: string;
  enabled?: boolean;
}

/** A list that is loaded page by page and refreshed in place. */
export interface Pages<T> {
  /** Rows so far, without gaps, in the order of the server. */
  items: T[];
  totalItems: number;
  /** Nothing is known yet. */
  loading: boolean;
  /** A further page is on its way. */
  loadingMore: boolean;
  hasMore: boolean;
  error?: Error;
  updatedAt?: number;
  mode: LiveMode;
  /** Loads pages until there are at least so many rows; one more page unless said. */
  loadMore: (rows?: number) => void;
  refresh: () => void;
  /** Says which rows are in view, so that a refresh asks for their pages only. */
  setVisible: (first: number, last: number) => void;
}

interface LoadedPage<T> extends Page<T> {
  cursor?: string;
}

interface State<T> {
  key: string;
  pages: LoadedPage<T>[];
  loadingMore: boolean;
  error?: Error;
  updatedAt?: number;
}

const NO_PAGES: LoadedPage<never>[] = [];

/**
 * Loads a list by cursor, as far as it is looked at, and refreshes the rows in view.
 *
 * @remarks
 * A refresh asks for the pages in view, and for those behind them for as long as the pages' borders have moved;
 * a row that says the same keeps its identity, so a table of memoised rows draws only those that changed.
 */
export function usePages<T>(options: PagesOptions<T>): Pages<T> {
  const { key, runId, enabled = true } = options;
  const latest = useLatest(options);
  const [state, setState] = useState<State<T>>({
    key,
    pages: [],
    loadingMore: false,
  });
  const current = useLatest(state);
  const visible = useRef<[number, number]>([0, 0]);
  const wanted = useRef(0);
  const controls = useRef<{ loadMore: () => void; refresh: () => void }>({
    loadMore: () => {},
    refresh: () => {},
  });
  const refresh = useCallback(() => controls.current.refresh(), []);
  const { mode, reportRefreshed } = useLiveRefresh({ runId, refresh, enabled });

  useEffect(() => {
    if (!enabled) {
      return undefined;
    }
    const abort = new AbortController();
    let pages: LoadedPage<T>[] = [];
    let busy = false;
    let refreshAgain = false;
    let startedAt = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    wanted.current = 1;
    visible.current = [0, 0];

    function show(more: Partial<State<T>> = {}) {
      if (!abort.signal.aborted) {
        setState({ key, pages, loadingMore: false, ...more });
      }
    }
    const rows = () => pages.reduce((sum, page) => sum + page.items.length, 0);
    const complete = () =>
      pages.length > 0 && pages[pages.length - 1].nextCursor === undefined;
    let updatedAt: number | undefined;

    async function exclusively(work: () => Promise<void>) {
      busy = true;
      try {
        await work();
      } catch (error) {
        wanted.current = 0;
        show({ error: toError(error), updatedAt });
      }
      busy = false;
      if (abort.signal.aborted) {
        return;
      }
      if (rows() < wanted.current && !complete()) {
        extend();
      } else if (refreshAgain) {
        schedule();
      }
    }
    function extend() {
      return exclusively(async () => {
        show({ loadingMore: true, updatedAt });
        const cursor =
          pages.length === 0 ? undefined : pages[pages.length - 1].nextCursor;
        const page = await latest.current.load(cursor, abort.signal);
        pages = [...pages, { ...page, cursor }];
        updatedAt = Date.now();
        show({ updatedAt });
      });
    }
    function renew() {
      return exclusively(async () => {
        refreshAgain = false;
        startedAt = Date.now();
        const { pages: fresh, changed } = await renewPages(
          pages,
          visible.current,
          latest.current,
          abort.signal,
        );
        reportRefreshed(changed);
        pages = fresh;
        updatedAt = Date.now();
        show({ updatedAt });
      });
    }
    function schedule() {
      if (busy) {
        refreshAgain = true;
      } else if (timer === undefined) {
        timer = setTimeout(() => {
          timer = undefined;
          if (busy) {
            refreshAgain = true;
          } else if (pages.length === 0) {
            extend();
          } else {
            renew();
          }
        }, Math.max(0, startedAt + MIN_REFRESH_GAP_MS - Date.now()));
      }
    }
    controls.current = {
      refresh: schedule,
      loadMore: () => !busy && !complete() && extend(),
    };
    extend();
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [key, enabled, latest, reportRefreshed]);

  const loadMore = useCallback(
    (count?: number) => {
      const loaded = current.current.pages.reduce(
        (sum, page) => sum + page.items.length,
        0,
      );
      wanted.current = Math.max(wanted.current, count ?? loaded + 1);
      if (loaded < wanted.current) {
        controls.current.loadMore();
      }
    },
    [current],
  );
  const setVisible = useCallback((first: number, last: number) => {
    visible.current = [first, last];
  }, []);

  const pages = state.key === key ? state.pages : NO_PAGES;
  const items = useMemo(
    () => withoutRepeats(pages as LoadedPage<T>[], latest.current.idOf),
    [pages, latest],
  );
  const error = state.key === key ? state.error : undefined;
  const lastPage = pages[pages.length - 1];
  return {
    items,
    totalItems: pages[0]?.totalItems ?? 0,
    loading: enabled && pages.length === 0 && error === undefined,
    loadingMore: state.key === key && state.loadingMore && pages.length > 0,
    hasMore: lastPage?.nextCursor !== undefined,
    error,
    updatedAt: state.key === key ? state.updatedAt : undefined,
    mode,
    loadMore,
    refresh,
    setVisible,
  };
}

/** Pages can overlap for a moment when rows move between two calls. */
function withoutRepeats<T>(
  pages: LoadedPage<T>[],
  idOf: (item: T) => string,
): T[] {
  const seen = new Set<string>();
  return pages.flatMap(page =>
    page.items.filter(item => {
      const id = idOf(item);
      return !seen.has(id) && seen.add(id);
    }),
  );
}

async function renewPages<T>(
  pages: LoadedPage<T>[],
  [firstRow, lastRow]: [number, number],
  { load, idOf }: PagesOptions<T>,
  signal: AbortSignal,
): Promise<{ pages: LoadedPage<T>[]; changed: boolean }> {
  const known = new Map(
    pages.flatMap(page => page.items.map(item => [idOf(item), item] as const)),
  );
  const fresh: LoadedPage<T>[] = [];
  let changed = false;
  let row = 0;
  for (const [index, page] of pages.entries()) {
    const inView = row <= lastRow && row + page.items.length >= firstRow;
    row += page.items.length;
    const before = fresh[index - 1];
    const moved = before !== undefined && before.nextCursor !== page.cursor;
    // The first page is always asked for: it carries the total.
    if (index > 0 && !inView && !moved) {
      fresh.push(page);
      continue;
    }
    if (before !== undefined && before.nextCursor === undefined) {
      changed = true;
      break;
    }
    const cursor = before === undefined ? page.cursor : before.nextCursor;
    const answer = await load(cursor, signal);
    const items = answer.items.map(item => {
      const old = known.get(idOf(item));
      return old !== undefined && JSON.stringify(old) === JSON.stringify(item)
        ? old
        : item;
    });
    changed ||=
      items.length !== page.items.length ||
      items.some((item, position) => item !== page.items[position]);
    fresh.push({ ...answer, items, cursor });
  }
  return { pages: fresh, changed };
}

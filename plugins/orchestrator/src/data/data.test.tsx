import { ResponseError } from '@backstage/errors';
import { act, renderHook, waitFor } from '@testing-library/react';
import { TestApiProvider } from '@backstage/test-utils';
import { signalApiRef } from '@backstage/plugin-signals-react';
import { toastApiRef } from '@backstage/frontend-plugin-api';
import type { ReactNode } from 'react';
import { FakeSignals } from '../__testUtils__';
import { problemOf } from './problemOf';
import { useCommand } from './useCommand';
import {
  CATCH_UP_MS,
  POLL_INTERVAL_MS,
  SAFETY_INTERVAL_MS,
} from './useLiveRefresh';
import { usePages, type Page } from './usePages';
import { MIN_REFRESH_GAP_MS, useQuery } from './useQuery';

function wrapperWith(signals?: FakeSignals, toasts?: { post: jest.Mock }) {
  return ({ children }: { children: ReactNode }) => (
    <TestApiProvider
      apis={
        [
          ...(signals ? ([[signalApiRef, signals]] as const) : []),
          ...(toasts ? ([[toastApiRef, toasts]] as const) : []),
        ] as never
      }
    >
      {children}
    </TestApiProvider>
  );
}

const pass = (ms: number) => act(async () => jest.advanceTimersByTimeAsync(ms));

describe('useQuery', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('asks again at an interval where no signals arrive, and keeps the value meanwhile', async () => {
    const load = jest
      .fn()
      .mockResolvedValueOnce({ n: 1 })
      .mockResolvedValue({ n: 2 });
    const { result } = renderHook(() => useQuery({ key: 'a', load }), {
      wrapper: wrapperWith(),
    });
    expect(result.current.loading).toBe(true);
    await pass(0);
    expect(result.current).toMatchObject({
      value: { n: 1 },
      loading: false,
      mode: 'polling',
    });
    await pass(POLL_INTERVAL_MS + 10);
    expect(result.current.value).toEqual({ n: 2 });
  });

  it('keeps the identity of a value that says the same', async () => {
    const load = jest.fn(async () => ({ n: 1 }));
    const { result } = renderHook(() => useQuery({ key: 'a', load }), {
      wrapper: wrapperWith(),
    });
    await pass(0);
    const before = result.current.value;
    await pass(POLL_INTERVAL_MS + 10);
    expect(load).toHaveBeenCalledTimes(2);
    expect(result.current.value).toBe(before);
  });

  it('asks at once for a signal of its run, not for one of another, and not more often than the gap allows', async () => {
    const signals = new FakeSignals();
    const load = jest.fn(async () => 1);
    const { result } = renderHook(
      () => useQuery({ key: 'a', runId: 'run-1', load }),
      { wrapper: wrapperWith(signals) },
    );
    await pass(MIN_REFRESH_GAP_MS);
    expect(result.current.mode).toBe('signals');
    signals.send('run-2');
    await pass(0);
    expect(load).toHaveBeenCalledTimes(1);
    signals.send('run-1');
    signals.send('run-1');
    await pass(0);
    expect(load).toHaveBeenCalledTimes(2);
    signals.send('run-1');
    await pass(MIN_REFRESH_GAP_MS - 1);
    expect(load).toHaveBeenCalledTimes(2);
    await pass(10);
    expect(load).toHaveBeenCalledTimes(3);
  });

  it('catches up with what happened before signals arrived, and does not take that for lost ones', async () => {
    const load = jest
      .fn()
      .mockResolvedValueOnce({ n: 1 })
      .mockResolvedValue({ n: 2 });
    const { result, unmount } = renderHook(
      () => useQuery({ key: 'a', runId: 'run-1', load }),
      { wrapper: wrapperWith(new FakeSignals()) },
    );
    await pass(0);
    const shown = [result.current.loading];
    await pass(CATCH_UP_MS[0] + 10);
    shown.push(result.current.loading);
    expect(result.current).toMatchObject({ value: { n: 2 }, mode: 'signals' });
    const { value } = result.current;
    await pass(CATCH_UP_MS[1]);
    expect(result.current.value).toBe(value);
    expect(shown).toEqual([false, false]);
    expect(load).toHaveBeenCalledTimes(1 + CATCH_UP_MS.length);
    unmount();
    await pass(SAFETY_INTERVAL_MS);
    expect(load).toHaveBeenCalledTimes(1 + CATCH_UP_MS.length);
  });

  it('notices that signals do not arrive when news come without one, and trusts them again with the next', async () => {
    const signals = new FakeSignals();
    let n = 0;
    const { result } = renderHook(
      () => useQuery({ key: 'a', load: async () => n++ }),
      { wrapper: wrapperWith(signals) },
    );
    await pass(0);
    await pass(SAFETY_INTERVAL_MS + 10);
    expect(result.current.mode).toBe('polling');
    signals.send();
    await pass(MIN_REFRESH_GAP_MS);
    expect(result.current.mode).toBe('signals');
  });

  it('does not take the passing of time for news that came without a signal', async () => {
    let generatedAt = 0;
    const { result } = renderHook(
      () =>
        useQuery({
          key: 'a',
          load: async () => ({ n: 1, generatedAt: generatedAt++ }),
          newsOf: ({ n }) => n,
        }),
      { wrapper: wrapperWith(new FakeSignals()) },
    );
    await pass(SAFETY_INTERVAL_MS * 2 + 10);
    expect(generatedAt).toBeGreaterThan(2);
    expect(result.current.mode).toBe('signals');
  });

  it('keeps what is known when a refresh fails, and says why', async () => {
    const load = jest
      .fn()
      .mockResolvedValueOnce(1)
      .mockRejectedValueOnce(new Error('offline'))
      .mockResolvedValue(2);
    const { result } = renderHook(() => useQuery<number>({ key: 'a', load }), {
      wrapper: wrapperWith(),
    });
    await pass(0);
    await pass(POLL_INTERVAL_MS + 10);
    expect(result.current).toMatchObject({
      value: 1,
      error: expect.objectContaining({ message: 'offline' }),
    });
    act(() => result.current.refresh());
    await pass(MIN_REFRESH_GAP_MS);
    expect(result.current).toMatchObject({ value: 2, error: undefined });
  });

  it('starts afresh with another key, or keeps showing the old one where it is told to', async () => {
    const load = (key: string) => async () => key;
    const { result, rerender } = renderHook(
      ({ key, keepPrevious }) =>
        useQuery({ key, keepPrevious, load: load(key) }),
      {
        wrapper: wrapperWith(),
        initialProps: { key: 'a', keepPrevious: false },
      },
    );
    await pass(0);
    rerender({ key: 'b', keepPrevious: false });
    expect(result.current).toMatchObject({ value: undefined, loading: true });
    await pass(0);
    rerender({ key: 'c', keepPrevious: true });
    expect(result.current).toMatchObject({ value: 'b', refreshing: true });
    await pass(0);
    expect(result.current).toMatchObject({ value: 'c', refreshing: false });
    act(() => result.current.set('d'));
    expect(result.current.value).toBe('d');
  });

  it('asks for nothing while it is off', async () => {
    const load = jest.fn();
    const { result } = renderHook(
      () => useQuery({ key: 'a', load, enabled: false }),
      { wrapper: wrapperWith() },
    );
    await pass(POLL_INTERVAL_MS + 10);
    expect(load).not.toHaveBeenCalled();
    expect(result.current.loading).toBe(false);
  });
});

interface Row {
  id: string;
  n: number;
}

describe('usePages', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  const rows = (count: number): Row[] =>
    Array.from({ length: count }, (_, index) => ({ id: `r${index}`, n: 0 }));
  const pager = (all: () => Row[], limit = 10) =>
    jest.fn(async (cursor: string | undefined): Promise<Page<Row>> => {
      const start = Number(cursor ?? 0);
      const end = start + limit;
      return {
        items: all().slice(start, end),
        totalItems: all().length,
        ...(end < all().length && { nextCursor: String(end) }),
      };
    });
  const render = (load: (cursor: string | undefined) => Promise<Page<Row>>) =>
    renderHook(() => usePages<Row>({ key: 'a', load, idOf: row => row.id }), {
      wrapper: wrapperWith(),
    });

  it('loads as many pages as are wanted, one after the other', async () => {
    const load = pager(() => rows(100));
    const { result } = render(load);
    await pass(0);
    expect(result.current).toMatchObject({ totalItems: 100, hasMore: true });
    expect(result.current.items).toHaveLength(10);
    act(() => result.current.loadMore(35));
    await pass(0);
    expect(result.current.items).toHaveLength(40);
    expect(load).toHaveBeenCalledTimes(4);
  });

  it('refreshes the first page and those in view only, and keeps the identity of rows that did not change', async () => {
    const all = rows(50);
    const load = pager(() => all);
    const { result } = render(load);
    await pass(0);
    act(() => result.current.loadMore(50));
    await pass(0);
    act(() => result.current.setVisible(32, 38));
    const before = result.current.items;
    all[35] = { id: 'r35', n: 1 };
    load.mockClear();
    await pass(POLL_INTERVAL_MS + 10);
    expect(load.mock.calls.map(([cursor]) => cursor)).toEqual([
      undefined,
      '30',
    ]);
    expect(result.current.items[35]).toEqual({ id: 'r35', n: 1 });
    expect(result.current.items[34]).toBe(before[34]);
    expect(result.current.items).toHaveLength(50);
  });

  it('follows the pages where rows have gone, without showing one twice', async () => {
    let all = rows(30);
    const byId = jest.fn(
      async (cursor: string | undefined): Promise<Page<Row>> => {
        const start =
          cursor === undefined ? 0 : all.findIndex(row => row.id === cursor);
        const items = all.slice(start, start + 10);
        const next = all[start + 10];
        return {
          items,
          totalItems: all.length,
          ...(next && { nextCursor: next.id }),
        };
      },
    );
    const { result } = render(byId);
    await pass(0);
    act(() => result.current.loadMore(30));
    await pass(0);
    all = all.filter((_, index) => index < 5 || index > 12);
    await pass(POLL_INTERVAL_MS + 10);
    expect(result.current.items.map(row => row.id)).toEqual(
      all.map(row => row.id),
    );
    expect(result.current.totalItems).toBe(22);
  });

  it('says why a page could not be loaded, and goes on when asked again', async () => {
    const load = jest
      .fn()
      .mockRejectedValueOnce(new Error('offline'))
      .mockImplementation(pager(() => rows(3)));
    const { result } = render(load);
    await pass(0);
    expect(result.current).toMatchObject({
      loading: false,
      items: [],
      error: expect.objectContaining({ message: 'offline' }),
    });
    act(() => result.current.refresh());
    await pass(MIN_REFRESH_GAP_MS);
    expect(result.current.error).toBeUndefined();
    expect(result.current.items).toHaveLength(3);
  });
});

describe('useCommand', () => {
  it('does not send twice, and says how it went', async () => {
    const toasts = { post: jest.fn() };
    const { result } = renderHook(() => useCommand(), {
      wrapper: wrapperWith(undefined, toasts),
    });
    let finish = () => {};
    const call = jest.fn(
      () => new Promise<void>(resolve => (finish = resolve)),
    );
    let first: Promise<boolean> = Promise.resolve(false);
    await act(async () => {
      first = result.current.perform(call, 'Done.');
      expect(await result.current.perform(call)).toBe(false);
    });
    expect(call).toHaveBeenCalledTimes(1);
    expect(result.current.pending).toBe(true);
    await act(async () => {
      finish();
      expect(await first).toBe(true);
    });
    expect(toasts.post).toHaveBeenCalledWith(
      expect.objectContaining({ title: 'Done.', status: 'success' }),
    );
    await act(async () => {
      expect(
        await result.current.perform(() => Promise.reject(new Error('No.'))),
      ).toBe(false);
    });
    await waitFor(() => expect(result.current.error).toBe('No.'));
  });
});

describe('problemOf', () => {
  const problem = {
    type: 'about:blank',
    title: 'Conflict',
    status: 409,
    detail: 'The evidence has changed.',
  };
  const failed = (body: string, type: string) => ({
    ok: false,
    status: 409,
    statusText: 'Conflict',
    headers: { get: () => type },
    text: async () => body,
  });

  it.each(['application/json', 'application/problem+json'])(
    'finds the problem document of %s',
    async type => {
      const error = await ResponseError.fromResponse(
        failed(JSON.stringify(problem), type) as never,
      );
      expect(problemOf(error)).toMatchObject({
        message: 'The evidence has changed.',
        status: 409,
      });
    },
  );

  it("reads Backstage's own errors, and others", async () => {
    const body = {
      error: { name: 'NotAllowedError', message: 'Not you.' },
      response: { statusCode: 403 },
    };
    expect(
      problemOf(
        await ResponseError.fromResponse(
          failed(JSON.stringify(body), 'application/json') as never,
        ),
      ).message,
    ).toBe('Not you.');
    expect(problemOf(new Error('plain {not json')).message).toBe(
      'plain {not json',
    );
    expect(problemOf('text').message).toContain('text');
  });
});

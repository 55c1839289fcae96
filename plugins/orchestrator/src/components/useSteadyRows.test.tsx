import { act, renderHook } from '@testing-library/react';
import type { PointerEvent } from 'react';
import { useSteadyRows } from './useSteadyRows';

interface Row {
  id: string;
  n: number;
}

const show = (items: Row[]) =>
  renderHook(({ rows }) => useSteadyRows(rows, row => row.id), {
    initialProps: { rows: items },
  });
const by = (pointerType: string) => ({ pointerType } as PointerEvent);

describe('useSteadyRows', () => {
  it('changes rows in place while the pointer is on them, and moves none until it leaves', () => {
    const { result, rerender } = show([
      { id: 'a', n: 1 },
      { id: 'b', n: 1 },
    ]);
    act(() => result.current.handlers.onPointerEnter(by('mouse')));
    rerender({
      rows: [
        { id: 'c', n: 1 },
        { id: 'b', n: 2 },
      ],
    });
    expect(result.current.rows).toEqual([
      { item: { id: 'a', n: 1 }, gone: true },
      { item: { id: 'b', n: 2 }, gone: false },
    ]);
    act(() => result.current.handlers.onPointerLeave());
    expect(result.current.rows.map(({ item }) => item.id)).toEqual(['c', 'b']);
  });

  it('holds nothing for a finger, and nothing where no pointer is', () => {
    const { result, rerender } = show([{ id: 'a', n: 1 }]);
    rerender({ rows: [{ id: 'b', n: 1 }] });
    expect(result.current.rows[0].item.id).toBe('b');
    act(() => result.current.handlers.onPointerEnter(by('touch')));
    rerender({ rows: [{ id: 'c', n: 1 }] });
    expect(result.current.rows).toEqual([
      { item: { id: 'c', n: 1 }, gone: false },
    ]);
  });
});

import fc from 'fast-check';
import { Heap } from './Heap';

describe('Heap', () => {
  it('gives items back in order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), numbers => {
        const heap = new Heap<number>((a, b) => a - b);
        numbers.forEach(number => heap.push(number));
        expect(heap.peek()).toBe(
          numbers.length ? Math.min(...numbers) : undefined,
        );
        const out = numbers.map(() => heap.pop());
        expect(out).toEqual([...numbers].sort((a, b) => a - b));
        expect(heap.pop()).toBeUndefined();
      }),
    );
  });
});

import type { Clock } from '../../../clock';

/** Stands still until it is moved. */
export class TestClock implements Clock {
  #time = Date.parse('2026-03-02T10:00:00.000Z');

  now(): Date {
    return new Date(this.#time);
  }

  advance(milliseconds: number): void {
    this.#time += milliseconds;
  }
}

import type { Clock } from '../clock';

/** A clock that stands still until it is moved. */
export class TestClock implements Clock {
  #nowMs: number;

  constructor(start: string = '2030-01-01T00:00:00.000Z') {
    this.#nowMs = Date.parse(start);
  }

  now(): Date {
    return new Date(this.#nowMs);
  }

  set(instant: string): void {
    this.#nowMs = Date.parse(instant);
  }

  advance(ms: number): void {
    this.#nowMs += ms;
  }
}

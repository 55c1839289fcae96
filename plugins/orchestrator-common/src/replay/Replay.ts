/** Events between two kept states, where nothing else is asked for. */
const SPACING = 250;

/**
 * How a state follows from events, one after the other.
 *
 * @public
 */
export interface Fold<TState, TEvent> {
  /** The state before the first event. */
  begin(): TState;
  /** Takes the next event into the given state, which is changed. */
  apply(state: TState, event: TEvent): void;
  /** A state that further events can be applied to without a change of the given one. */
  copy(state: TState): TState;
}

/**
 * The states that a run went through, any of them at the cost of a few events.
 *
 * @remarks A state is kept every few events, the first time that the fold comes by, and the one that was asked for last.
 * From the nearest of them before the moment the fold goes on. So a jump costs less than `spacing` events once the way
 * to it is known, and a step forwards costs one. What comes out is always what a fold from the start gives.
 * @public
 */
export class Replay<TState, TEvent> {
  readonly #fold: Fold<TState, TEvent>;
  readonly #events: readonly TEvent[];
  readonly #spacing: number;
  /** At index i the state after `i * spacing` events. */
  readonly #kept: TState[];
  #last: { count: number; state: TState };
  #folded = 0;

  /**
   * @param fold - how a state follows from events
   * @param events - all events, oldest first
   * @param spacing - number of events between two states that are kept, at least 1
   */
  constructor(
    fold: Fold<TState, TEvent>,
    events: readonly TEvent[],
    spacing: number = SPACING,
  ) {
    this.#fold = fold;
    this.#events = events;
    this.#spacing = spacing;
    this.#kept = [fold.begin()];
    this.#last = { count: 0, state: this.#kept[0] };
  }

  /** Events that were applied so far, over all moments that were asked for. */
  get folded(): number {
    return this.#folded;
  }

  /**
   * The state after the first events. It is not to be changed: later moments begin with it.
   *
   * @param count - how many events; more than there are is all of them, fewer than none is none
   */
  at(count: number): TState {
    const wanted = Math.max(0, Math.min(count, this.#events.length));
    const from = this.#nearest(wanted);
    if (from.count === wanted) {
      this.#last = from;
      return from.state;
    }
    const state = this.#fold.copy(from.state);
    for (let done = from.count; done < wanted; ) {
      this.#fold.apply(state, this.#events[done]);
      done += 1;
      if (done === this.#kept.length * this.#spacing) {
        this.#kept.push(this.#fold.copy(state));
      }
    }
    this.#folded += wanted - from.count;
    this.#last = { count: wanted, state };
    return state;
  }

  /** The latest known state that is not after the moment. */
  #nearest(wanted: number): { count: number; state: TState } {
    const index = Math.min(
      Math.floor(wanted / this.#spacing),
      this.#kept.length - 1,
    );
    const kept = { count: index * this.#spacing, state: this.#kept[index] };
    return this.#last.count <= wanted && this.#last.count > kept.count
      ? this.#last
      : kept;
  }
}

import { Heap } from './Heap';
import { LazyQueue } from './LazyQueue';

/** The units of one owner that could be chosen next. */
export class OwnerUnits {
  /** How often the owner is represented. */
  met = 0;
  readonly #rank: number;
  readonly #metTypes: ReadonlySet<string>;
  readonly #placesByType = new Map<string, Heap<number>>();
  readonly #types = new LazyQueue<string>(type => {
    const place = this.#placesByType.get(type)?.peek();
    return place === undefined ? undefined : [this.#isMet(type), place];
  });

  constructor(rank: number, metTypes: ReadonlySet<string>) {
    this.#rank = rank;
    this.#metTypes = metTypes;
  }

  add(type: string, place: number): void {
    const places =
      this.#placesByType.get(type) ?? new Heap<number>((a, b) => a - b);
    this.#placesByType.set(type, places);
    places.push(place);
    this.#types.touch(type);
  }

  /** Lower goes first; undefined if the owner has nothing to choose. */
  key(): number[] | undefined {
    const type = this.#types.front();
    return type === undefined
      ? undefined
      : [Math.min(this.met, 1), this.#isMet(type), this.met, this.#rank];
  }

  /** Takes out the first unit, one of a kind that isn't represented before others. */
  take(): number | undefined {
    return this.#placesByType.get(this.#types.front() ?? '')?.pop();
  }

  /** A flag, not a count: it changes once, so that each entry goes back once. */
  #isMet(type: string): number {
    return this.#metTypes.has(type) ? 1 : 0;
  }
}

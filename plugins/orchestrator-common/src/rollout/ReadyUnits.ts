import { LazyQueue } from './LazyQueue';
import { OwnerUnits } from './OwnerUnits';
import type { TargetFacts, Unit } from './types';

/**
 * The units that could be chosen next, the one that does most to represent all
 * of them first: a queue of owners, each with a queue of its kinds.
 */
export class ReadyUnits {
  readonly #units: readonly Unit[];
  readonly #factsOf: (target: string) => TargetFacts;
  readonly #metTypes = new Set<string>();
  readonly #owners = new Map<string, OwnerUnits>();
  readonly #queue = new LazyQueue<OwnerUnits>(owner => owner.key());

  /**
   * @param units - in order of their ids
   * @param factsOf - owner and kind of a target
   */
  constructor(
    units: readonly Unit[],
    factsOf: (target: string) => TargetFacts,
  ) {
    this.#units = units;
    this.#factsOf = factsOf;
    for (const target of units.flatMap(({ members }) => members)) {
      const { owner = '' } = factsOf(target);
      if (!this.#owners.has(owner)) {
        const rank = this.#owners.size;
        this.#owners.set(owner, new OwnerUnits(rank, this.#metTypes));
      }
    }
  }

  /** Lets a unit be chosen. */
  add(place: number): void {
    const { owner, type } = this.#facts(this.#units[place].members[0]);
    owner.add(type, place);
    this.#queue.touch(owner);
  }

  /** Takes out the unit that goes first, if there is any. */
  take(): number | undefined {
    return this.#queue.front()?.take();
  }

  /** Notes that the owners and kinds of a unit are represented. */
  count(place: number): void {
    for (const member of this.#units[place].members) {
      const { owner, type } = this.#facts(member);
      owner.met += 1;
      this.#metTypes.add(type);
    }
  }

  #facts(target: string): { owner: OwnerUnits; type: string } {
    const { owner = '', type = '' } = this.#factsOf(target);
    return { owner: this.#owners.get(owner) as OwnerUnits, type };
  }
}

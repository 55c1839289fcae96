import type { Agenda } from './Agenda';
import type { Interventions } from './Interventions';

/** Longest that something is held back where nothing else comes that could overtake it. */
const MAX_HOLD_MS = 60_000;

interface Delivery {
  what: string;
  task: () => Promise<void> | undefined | void;
}

/** Hands over what is due: timers, and what others tell. Now and then something is overtaken by what comes after it. */
export class Deliveries {
  readonly #world: { agenda: Agenda; interventions: Interventions };
  readonly #held = new Set<Delivery>();

  constructor(world: { agenda: Agenda; interventions: Interventions }) {
    this.#world = world;
  }

  /** To be called when it is due. */
  hand(what: string, task: Delivery['task']): Promise<void> | undefined | void {
    const { agenda, interventions } = this.#world;
    if (interventions.happens('reordered')) {
      const delivery = { what, task };
      this.#held.add(delivery);
      agenda.after(MAX_HOLD_MS, `${what}, overtaken by nothing`, () =>
        this.#release(delivery),
      );
      return undefined;
    }
    for (const overtaken of this.#held) {
      agenda.after(0, `${overtaken.what}, overtaken`, () =>
        this.#release(overtaken),
      );
    }
    return task();
  }

  #release(delivery: Delivery): ReturnType<Delivery['task']> {
    return this.#held.delete(delivery) ? delivery.task() : undefined;
  }
}

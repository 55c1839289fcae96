import { hashText, numberAt, Random } from './Random';

/** How likely each fault is at each occasion, of those that every kind of run meets. */
const COMMON_RATES = {
  /** The process dies between two steps. */
  crash: 0.004,
  /** The process dies within a transaction: nothing of it is kept. */
  crashBeforeCommit: 0.01,
  /** The process dies before it hears that its transaction was kept. */
  crashAfterCommit: 0.01,
  /** The process stands still for longer than its leases, then goes on as if nothing had been. */
  stall: 0.006,
  /** The database ends the transaction because of another one. */
  conflict: 0.03,
  /** A wake-up gets lost: the work is found by polling. */
  wakeLost: 0.05,
  /** What is due is handed over in another order than it was written: work, messages, timers, what others tell. */
  reordered: 0.05,
  /** A message is delivered, and delivered again because that was not noted. */
  outboxRepeated: 0.05,
  /** A person's request is sent again. */
  commandRepeated: 0.1,
  /** A person does something. */
  person: 1,
} as const;

/** Of those that sweeps meet. */
const SWEEP_RATES = {
  /** The code host takes minutes. */
  slowHost: 0.05,
  /** The code host answers with an error, and has done nothing. */
  hostFailure: 0.08,
  /** The code host has done it, but its answer gets lost. */
  lostReply: 0.06,
  /** The code host asks to wait. */
  secondaryLimit: 0.04,
  /** The ledger of writes can't be reached. */
  ledgerFailed: 0.01,
  /** The ledger of writes has noted it, but its answer gets lost. */
  ledgerReplyLost: 0.01,
  /** The work fails for good. */
  hopeless: 0.04,
  /** A gate fails. */
  gateFailed: 0.04,
  /** The base has moved and the diff is another one. */
  baseMoved: 0.06,
  webhookLost: 0.15,
  webhookRepeated: 0.15,
} as const;

/** Of those that trains meet. */
const TRAIN_RATES = {
  /** A step, a message or a metric takes minutes. */
  slowStep: 0.04,
  /** A step is answered with an error, and nothing was done. */
  stepFailed: 0.06,
  /** A step was done, but the answer gets lost. */
  stepReplyLost: 0.05,
  /** A step fails for good. */
  stepHopeless: 0.03,
  /** A message is refused. */
  sendFailed: 0.08,
  /** A message went out, but the answer gets lost. */
  sendReplyLost: 0.08,
  /** A metric says that it goes badly. */
  metricFailed: 0.04,
  /** A metric says nothing that anybody could judge by. */
  metricInconclusive: 0.06,
  /** A metric can't be read. */
  metricError: 0.06,
  /** Evidence is found to be another than it was. */
  evidenceChanged: 0.1,
  /** A pipeline's report gets lost. */
  reportLost: 0.1,
  /** A pipeline reports twice. */
  reportRepeated: 0.1,
} as const;

/** How likely each fault is at each occasion. */
export const FAULT_RATES = {
  ...COMMON_RATES,
  ...SWEEP_RATES,
  ...TRAIN_RATES,
};

/** What can be simulated. */
export const SIMULATED_KINDS = ['sweep', 'train'] as const;

/** {@inheritDoc SIMULATED_KINDS} */
export type SimulatedKind = (typeof SIMULATED_KINDS)[number];

/** @public */
export type Fault = keyof typeof FAULT_RATES;

/** All that can go wrong. */
export const FAULTS = Object.keys(FAULT_RATES) as Fault[];

/** What can go wrong with each kind of run. */
export const FAULTS_OF: Record<SimulatedKind, Fault[]> = {
  sweep: namesOf({ ...COMMON_RATES, ...SWEEP_RATES }),
  train: namesOf({ ...COMMON_RATES, ...TRAIN_RATES }),
};

const PATHS = Object.fromEntries(
  FAULTS.map(fault => [fault, hashText(fault)]),
) as Record<Fault, number>;

/**
 * Decides what goes wrong, and remembers it.
 *
 * @remarks
 * Each occasion has a name, such as `crash:17`, and its number depends on that name and on the seed alone. So some can
 * be left out without others coming elsewhere, which is what makes a failing schedule shorter.
 */
export class Interventions {
  readonly happened: string[] = [];
  readonly #seed: number;
  readonly #kinds: ReadonlySet<Fault>;
  readonly #only?: ReadonlySet<string>;
  readonly #occasions = new Map<Fault, number>();
  #calm = false;

  /** @param options - `kinds` that may happen at all; `only` these occasions */
  constructor(options: {
    seed: number;
    kinds: readonly Fault[];
    only?: readonly string[];
  }) {
    this.#seed = options.seed;
    this.#kinds = new Set(options.kinds);
    this.#only = options.only && new Set(options.only);
  }

  /** From now on nothing goes wrong any more. */
  calmDown(): void {
    this.#calm = true;
  }

  happens(fault: Fault): boolean {
    if (this.#calm || !this.#kinds.has(fault)) {
      return false;
    }
    const occasion = this.#occasions.get(fault) ?? 0;
    this.#occasions.set(fault, occasion + 1);
    if (
      numberAt(this.#seed, PATHS[fault], occasion) >= FAULT_RATES[fault] ||
      (this.#only && !this.#only.has(`${fault}:${occasion}`))
    ) {
      return false;
    }
    this.happened.push(`${fault}:${occasion}`);
    return true;
  }

  /** The same things, now and then in another order. */
  reordered<T>(items: T[]): T[] {
    const occasion = this.occasion('reordered');
    if (items.length < 2 || !this.happens('reordered')) {
      return items;
    }
    const random = new Random(this.#seed, `reordered:${occasion}`);
    const others = [...items];
    for (let last = others.length - 1; last > 0; last -= 1) {
      const other = random.int(0, last);
      [others[last], others[other]] = [others[other], others[last]];
    }
    return others.every((item, index) => item === items[index])
      ? others.reverse()
      : others;
  }

  /** How often the fault has had its occasion so far. */
  occasion(fault: Fault): number {
    return this.#occasions.get(fault) ?? 0;
  }
}

function namesOf(rates: Partial<Record<Fault, number>>): Fault[] {
  return Object.keys(rates) as Fault[];
}

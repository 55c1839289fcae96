import {
  foreseeRun,
  type ForecastInput,
  type ForeseenRun,
  type RunState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../clock';

/** Within this nobody sees a forecast move. */
const KEPT_MS = 60_000;
/** An older one misleads, though its run has not come on. */
const AT_HAND_MS = 10 * KEPT_MS;
/** Runs whose forecast is kept; more are seldom looked at within a minute. */
const KEPT_RUNS = 50;

/** What is foreseen of a run; undefined where nothing is, as after its end. */
type Foreseen = ForeseenRun | undefined;

interface KeptForecast {
  /** Of the run: batches, approvals and pauses are events of its stream. */
  version: number;
  askedAt: number;
  answer: Promise<Foreseen>;
  /** The newest that is there: this one, or the one before. */
  known?: { at: number; foreseen: Foreseen };
}

/** Forecasts of runs: each is made once a minute at most, or when its run comes to another stage. */
export class RunForecasts {
  readonly #clock: Clock;
  readonly #inputOf: (run: RunState) => Promise<ForecastInput | undefined>;
  readonly #kept = new Map<string, KeptForecast>();
  /** One is made after the other, so that many of them don't take all of a process. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    clock: Clock,
    inputOf: (run: RunState) => Promise<ForecastInput | undefined>,
  ) {
    this.#clock = clock;
    this.#inputOf = inputOf;
  }

  /** May be a minute old. */
  of(run: RunState): Promise<Foreseen> {
    const kept = this.#kept.get(run.id);
    return kept && this.#isFresh(kept, run)
      ? kept.answer
      : this.#make(run).answer;
  }

  /**
   * What is at hand of the same stage of the run, up to ten minutes old; for who can't wait. Where it is older than a
   * minute, or missing, a new one is made meanwhile.
   */
  atHand(run: RunState): Foreseen {
    const kept = this.#kept.get(run.id);
    if (!kept || !this.#isFresh(kept, run)) {
      // Who waits for a forecast is told why there is none.
      this.#make(run).answer.catch(() => {});
    }
    const known = kept?.version === run.version ? kept.known : undefined;
    return known && this.#now() - known.at < AT_HAND_MS
      ? known.foreseen
      : undefined;
  }

  #now(): number {
    return this.#clock.now().getTime();
  }

  #isFresh({ version, askedAt }: KeptForecast, run: RunState): boolean {
    return version === run.version && this.#now() - askedAt < KEPT_MS;
  }

  #make(run: RunState): KeptForecast {
    const earlier = this.#kept.get(run.id);
    const askedAt = this.#now();
    const answer = this.#last.then(() => this.#foresee(run));
    this.#last = answer.catch(() => {});
    const kept: KeptForecast = {
      version: run.version,
      askedAt,
      answer,
      known: earlier?.version === run.version ? earlier.known : undefined,
    };
    answer.then(
      foreseen => {
        kept.known = { at: askedAt, foreseen };
      },
      // A failure is told to whoever asked, and asked about anew.
      () => {
        if (this.#kept.get(run.id) === kept) {
          this.#kept.delete(run.id);
        }
      },
    );
    // The one that was asked for last is the last to be forgotten.
    this.#kept.delete(run.id);
    this.#kept.set(run.id, kept);
    if (this.#kept.size > KEPT_RUNS) {
      const [oldest] = this.#kept.keys();
      this.#kept.delete(oldest);
    }
    return kept;
  }

  async #foresee(run: RunState): Promise<Foreseen> {
    const input = await this.#inputOf(run);
    if (!input) {
      return undefined;
    }
    const steps = foreseeRun(input);
    for (;;) {
      const step = steps.next();
      if (step.done) {
        return step.value;
      }
      // Requests are answered meanwhile: a large run takes half a second.
      await setImmediate();
    }
  }
}

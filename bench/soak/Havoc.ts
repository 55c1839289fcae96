import { setTimeout as sleep } from 'node:timers/promises';
import type { Fleet } from '../../plugins/orchestrator-backend/src/crash/__testUtils__/Fleet';
import type { KillableBackend } from '../../plugins/orchestrator-backend/src/crash/__testUtils__/KillableBackend';
import type { RestartablePostgres } from './RestartablePostgres';

const SHORTEST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 5_000;
const RETRY_START_MS = 500;

/** What was done to the replicas and their database. */
export interface Damage {
  kills: number;
  /** Replicas that had to be started again although nobody killed them: they could not start while others were restarted. */
  failedStarts: number;
  databaseRestarts: number;
  /** How long each replica that was killed took to be up again. */
  startsMs: number[];
}

/** Kills a random replica every few seconds and starts it again, and restarts the database at given moments. */
export class Havoc {
  readonly damage: Damage = {
    kills: 0,
    failedStarts: 0,
    databaseRestarts: 0,
    startsMs: [],
  };
  readonly #postgres: RestartablePostgres;
  readonly #up: Set<KillableBackend>;
  readonly #starting = new Set<Promise<void>>();

  constructor(fleet: Fleet, postgres: RestartablePostgres) {
    this.#postgres = postgres;
    this.#up = new Set(fleet.replicas);
  }

  /**
   * @param options - `ms`: how long; `databaseRestarts`: spread evenly over that time; `isOver`: ends it earlier
   * @returns how long it was, in milliseconds
   */
  async wreak(options: {
    ms: number;
    databaseRestarts: number;
    isOver(): boolean;
  }): Promise<number> {
    const startMs = Date.now();
    const due = Array.from(
      { length: options.databaseRestarts },
      (_, index) =>
        startMs + (options.ms * (index + 1)) / (options.databaseRestarts + 1),
    );
    while (Date.now() - startMs < options.ms && !options.isOver()) {
      await sleep(
        SHORTEST_PAUSE_MS +
          Math.random() * (LONGEST_PAUSE_MS - SHORTEST_PAUSE_MS),
      );
      if (due.length > 0 && Date.now() >= due[0]) {
        due.shift();
        await this.#postgres.restart();
        this.damage.databaseRestarts += 1;
      }
      await this.#killOne();
    }
    return Date.now() - startMs;
  }

  /** Waits until all replicas are up. */
  async calm(): Promise<void> {
    await Promise.all(this.#starting);
  }

  async #killOne(): Promise<void> {
    const up = [...this.#up];
    const victim = up[Math.floor(Math.random() * up.length)];
    if (!victim) {
      return;
    }
    await victim.kill();
    this.damage.kills += 1;
    this.#up.delete(victim);
    const starting = this.#startAgain(victim).finally(() =>
      this.#starting.delete(starting),
    );
    this.#starting.add(starting);
  }

  /** As a supervisor would: until it is up. */
  async #startAgain(replica: KillableBackend): Promise<void> {
    const startMs = Date.now();
    for (;;) {
      try {
        await replica.start();
        this.damage.startsMs.push(Date.now() - startMs);
        this.#up.add(replica);
        return;
      } catch (error) {
        this.damage.failedStarts += 1;
        await replica.kill().catch(() => {});
        await sleep(RETRY_START_MS);
      }
    }
  }
}

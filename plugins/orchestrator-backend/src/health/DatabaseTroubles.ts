import type { DatabaseTroubleName } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Clock } from '../clock';
import { databaseTrouble } from './databaseTrouble';

/** Trouble that nobody has met for so long is over. */
const OVER_AFTER_MS = 60_000;

/** Trouble with the database that this process has met lately; times are ISO 8601. */
export interface RecentTrouble {
  trouble: DatabaseTroubleName;
  since: string;
  seenAt: string;
  /** How often it was met. */
  times: number;
}

/** Remembers for a while what was wrong with the database, whoever has met it. */
export class DatabaseTroubles {
  readonly #clock: Clock;
  readonly #onTrouble: (trouble: DatabaseTroubleName) => void;
  readonly #met = new Map<DatabaseTroubleName, RecentTrouble>();

  constructor(options: {
    clock: Clock;
    /** Hears of each time that some is met. */
    onTrouble?(trouble: DatabaseTroubleName): void;
  }) {
    this.#clock = options.clock;
    this.#onTrouble = trouble => options.onTrouble?.(trouble);
  }

  /** Takes an error down if it is trouble of the database. */
  notice(error: unknown): void {
    const trouble = databaseTrouble(error)?.code;
    if (trouble === undefined) {
      return;
    }
    const seenAt = this.#clock.now().toISOString();
    const before = this.recent().find(one => one.trouble === trouble);
    this.#met.set(trouble, {
      trouble,
      since: before?.since ?? seenAt,
      seenAt,
      times: (before?.times ?? 0) + 1,
    });
    this.#onTrouble(trouble);
  }

  /** What was met within the last minute. */
  recent(): RecentTrouble[] {
    const after = this.#clock.now().getTime() - OVER_AFTER_MS;
    return [...this.#met.values()].filter(
      ({ seenAt }) => Date.parse(seenAt) > after,
    );
  }
}

import type { LoggerService } from '@backstage/backend-plugin-api';
import { ForwardedError } from '@backstage/errors';
import type { Change } from '@backstage-orchestrator/plugin-orchestrator-common';
import { isoNow, type Clock } from '../../clock';
import {
  FIRST_REVISION,
  type LocalChangeRecord,
  type LocalChangesStore,
  type LocalChangeUpdate,
  type NewLocalChange,
  type NewLocalChangeEntry,
} from './LocalChangesStore';

/** Who was at a change, and for which target it stands. */
export interface LocalChangeContext {
  runId?: string;
  targetId?: string;
  /** Entity reference of a person, `system:orchestrator`, or `system:git` for what was done with git directly. */
  by?: string;
}

/** Hears of a change at least once; hearing of it again must do nothing. */
export type LocalChangeCallback = (
  change: Change,
  context: LocalChangeContext,
) => Promise<void>;

/** Longer than a callback takes: what is younger is being told right now. */
const RETELL_AFTER_MS = 15_000;

/**
 * Writes acts down and tells the orchestrator of each. That it has to be told is written in the same transaction as the
 * act itself, so that no crash in between loses it.
 */
export class ChangeLedger {
  readonly #store: LocalChangesStore;
  readonly #clock: Clock;
  readonly #logger?: LoggerService;
  readonly #callbacks: LocalChangeCallback[] = [];

  constructor(options: {
    store: LocalChangesStore;
    clock: Clock;
    logger?: LoggerService;
  }) {
    this.#store = options.store;
    this.#clock = options.clock;
    this.#logger = options.logger;
  }

  onChanged(callback: LocalChangeCallback): void {
    this.#callbacks.push(callback);
  }

  async open(
    change: NewLocalChange,
    entry: NewLocalChangeEntry,
  ): Promise<{ record: LocalChangeRecord; created: boolean }> {
    const untold = { by: entry.by, at: entry.at, revision: FIRST_REVISION };
    const result = await this.#store.create({ ...change, untold }, entry);
    if (result.created) {
      await this.#tell(result.record);
    }
    return result;
  }

  /**
   * Writes what `by` did, then tells the orchestrator.
   *
   * @param decide - See {@link LocalChangesStore.update}
   */
  async act(
    id: string,
    by: string,
    decide: (current: LocalChangeRecord) => LocalChangeUpdate | undefined,
  ): Promise<LocalChangeRecord> {
    const { record, updated } = await this.#store.update(id, current => {
      const update = decide(current);
      const untold = {
        by,
        at: isoNow(this.#clock),
        revision: current.revision + 1,
      };
      return update && { ...update, record: { ...update.record, untold } };
    });
    if (updated) {
      await this.#tell(record);
    }
    return record;
  }

  /** Writes what nobody has to be told of. */
  async note(
    id: string,
    decide: (current: LocalChangeRecord) => LocalChangeRecord | undefined,
  ): Promise<LocalChangeRecord> {
    const { record } = await this.#store.update(id, current => {
      const next = decide(current);
      return next && { record: next };
    });
    return record;
  }

  /** Tells again what a crash or a failed callback left untold. */
  async retell(record: LocalChangeRecord): Promise<void> {
    const now = this.#clock.now().getTime();
    if (
      record.untold &&
      now - Date.parse(record.untold.at) >= RETELL_AFTER_MS
    ) {
      await this.#tell(record);
    }
  }

  /** A callback that fails is left for the next reconciliation; the act itself has happened. */
  async #tell(record: LocalChangeRecord): Promise<void> {
    const { change, runId, targetId, untold } = record;
    try {
      for (const callback of this.#callbacks) {
        await callback(change, { runId, targetId, by: untold?.by });
      }
      await this.note(change.id, current => {
        if (current.untold?.revision !== untold?.revision) {
          return undefined;
        }
        const { untold: _, ...told } = current;
        return told;
      });
    } catch (error) {
      this.#logger?.warn(
        `The orchestrator could not be told of change ${change.id}; it will be told again`,
        new ForwardedError('Telling failed', error),
      );
    }
  }
}

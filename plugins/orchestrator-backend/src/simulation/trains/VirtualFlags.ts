import { NotFoundError } from '@backstage/errors';
import {
  decideFlag,
  evaluateFlag,
  evolveFlag,
  type FlagCommand,
  type FlagState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { FlagStore } from '../../flags';
import { onOff } from '../../flags/testFlags';
import { accepted } from '../../runs/accepted';

const BY = 'user:default/ana';

/** Flags in memory: the real decisions, and clients that ask for them. */
export class VirtualFlags implements Pick<FlagStore, 'command' | 'get'> {
  /** Raised by each change. */
  revision = 0;
  readonly #now: () => string;
  readonly #flags = new Map<string, FlagState>();
  readonly #isDeaf: boolean;

  /** @param options - `deafToKills` breaks the kill switch on purpose */
  constructor(
    keys: string[],
    options: { now(): string; deafToKills?: boolean },
  ) {
    this.#now = options.now;
    this.#isDeaf = options.deafToKills ?? false;
    keys.forEach(key =>
      this.#decide(key, {
        type: 'create',
        key,
        definition: onOff(),
        by: BY,
      }),
    );
  }

  get keys(): string[] {
    return [...this.#flags.keys()];
  }

  async command(key: string, command: FlagCommand): Promise<FlagState> {
    return this.#decide(key, command);
  }

  async get(key: string): Promise<FlagState> {
    const flag = this.#flags.get(key);
    if (!flag) {
      throw new NotFoundError(`There is no flag ${key}`);
    }
    return flag;
  }

  /** What a client gets that every segment fits. */
  seenByClient(key: string): string | undefined {
    const flag = this.#flags.get(key);
    const seen =
      flag &&
      evaluateFlag(
        this.#isDeaf ? { ...flag, killed: undefined } : flag,
        { targetingKey: 'client' },
        this.#now(),
      );
    return seen && 'variant' in seen ? seen.variant : undefined;
  }

  #decide(key: string, command: FlagCommand): FlagState {
    const before = this.#flags.get(key);
    const now = this.#now();
    const events = accepted(decideFlag(before, command, { now }));
    const after = events.reduce<FlagState | undefined>(
      (state, event) =>
        evolveFlag(state, event, {
          version: (state?.version ?? 0) + 1,
          occurredAt: now,
        }),
      before,
    );
    if (!after) {
      throw new NotFoundError(`There is no flag ${key}`);
    }
    this.#flags.set(key, after);
    this.revision += 1;
    return after;
  }
}

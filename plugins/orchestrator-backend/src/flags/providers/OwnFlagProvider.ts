import { isError } from '@backstage/errors';
import {
  SYSTEM_ACTOR,
  type FlagCommand,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type {
  FlagOwner,
  FlagProvider,
  FlagProviderState,
  FlagSetting,
} from '@backstage-orchestrator/plugin-orchestrator-node';
import type { FlagRequest, FlagStore } from '../FlagStore';
import { OWN_FLAG_PROVIDER } from '../readFlags';
import { flagFailure, flagKilled, flagNotFound } from './flagFailure';

/** The flag store of the orchestrator, as trains use it. */
export class OwnFlagProvider implements FlagProvider {
  readonly name = OWN_FLAG_PROVIDER;
  readonly #store: Pick<FlagStore, 'command' | 'get'>;

  constructor(store: Pick<FlagStore, 'command' | 'get'>) {
    this.#store = store;
  }

  async set(
    flagKey: string,
    { run, wave, segment, variant, by }: FlagSetting,
  ): Promise<void> {
    await this.#command(flagKey, {
      type: 'turnOn',
      source: { run, wave },
      segment,
      variant,
      by: by ?? SYSTEM_ACTOR.ref,
    });
  }

  async unset(
    flagKey: string,
    { run, wave, by = SYSTEM_ACTOR.ref }: FlagOwner & { by?: string },
  ): Promise<void> {
    await this.#command(flagKey, {
      type: 'turnOff',
      source: { run, wave },
      by,
    });
  }

  async kill(flagKey: string, reason: string, by?: string): Promise<void> {
    await this.#command(flagKey, {
      type: 'kill',
      reason,
      by: by ?? SYSTEM_ACTOR.ref,
    });
  }

  async state(flagKey: string): Promise<FlagProviderState | undefined> {
    try {
      const flag = await this.#store.get(flagKey);
      return flag.archived
        ? undefined
        : {
            key: flagKey,
            enabled: flag.enabled,
            killed: flag.killed !== undefined,
            owners: flag.rules.flatMap(({ source }) => source ?? []),
          };
    } catch (error) {
      if (isError(error) && error.name === 'NotFoundError') {
        return undefined;
      }
      throw error;
    }
  }

  async #command(flagKey: string, command: FlagCommand): Promise<void> {
    try {
      await this.#store.command(flagKey, command, requestOf(command.by));
    } catch (error) {
      throw await this.#failureOf(flagKey, error);
    }
  }

  async #failureOf(flagKey: string, error: unknown): Promise<unknown> {
    if (!isError(error)) {
      return error;
    }
    if (error.name === 'NotFoundError') {
      return flagNotFound(this.name, flagKey);
    }
    if (error.name === 'ConflictError' && (await this.#isKilled(flagKey))) {
      return flagKilled(this.name, flagKey);
    }
    return error.name === 'ConflictError' || error.name === 'InputError'
      ? flagFailure('permanent', 'flagRefused', error.message, { cause: error })
      : error;
  }

  async #isKilled(flagKey: string): Promise<boolean> {
    return (await this.state(flagKey))?.killed ?? false;
  }
}

function requestOf(by: string): FlagRequest {
  return by === SYSTEM_ACTOR.ref
    ? { actor: SYSTEM_ACTOR, requestId: 'system' }
    : { actor: { kind: 'user', ref: by }, requestId: 'system' };
}

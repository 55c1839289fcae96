import type { Config } from '@backstage/config';
import { InputError, isError } from '@backstage/errors';
import {
  strictnessTable,
  type Strictness,
} from '@backstage-orchestrator/plugin-orchestrator-common';

/** Settings of release trains. */
export interface TrainsConfig {
  /** How strict gates are with a product, by its criticality. */
  strictness: Strictness;
  /** Name of the flag system that steps use. */
  flags: string;
}

/** @throws InputError that names the setting, what was found and what is accepted */
export function readTrains(config: Config | undefined): TrainsConfig {
  const overrides = config?.getOptional('trains.strictness') ?? {};
  try {
    return {
      flags: config?.getOptionalString('trains.flags') ?? 'own',
      strictness: strictnessTable(
        overrides as Parameters<typeof strictnessTable>[0],
      ),
    };
  } catch (error) {
    throw new InputError(
      `orchestrator.trains.${isError(error) ? error.message : String(error)}`,
    );
  }
}

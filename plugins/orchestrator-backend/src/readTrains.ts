import type { Config } from '@backstage/config';
import { InputError, isError } from '@backstage/errors';
import {
  badInput,
  strictnessTable,
  type Strictness,
} from '@backstage-orchestrator/plugin-orchestrator-common';

/** A host with its port, an owner and perhaps a repository. */
const PLACE =
  /^[A-Za-z0-9.-]+(:\d{1,5})?\/[A-Za-z0-9][A-Za-z0-9_-]*(\/[A-Za-z0-9._-]+)?$/;

/** Settings of release trains. */
export interface TrainsConfig {
  /** How strict gates are with a product, by its criticality. */
  strictness: Strictness;
  /** Name of the flag system that steps use. */
  flags: string;
  workflows: {
    /** `<host>/<owner>` or `<host>/<owner>/<name>`: where steps may start workflows. */
    allow: string[];
  };
}

/** @throws InputError that names the setting, what was found and what is accepted */
export function readTrains(config: Config | undefined): TrainsConfig {
  const overrides = config?.getOptional('trains.strictness') ?? {};
  try {
    return {
      workflows: { allow: readAllow(config) },
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

function readAllow(config: Config | undefined): string[] {
  const allow = config?.getOptionalStringArray('trains.workflows.allow') ?? [];
  allow.forEach((place, index) => {
    if (!PLACE.test(place)) {
      throw badInput(
        `workflows.allow[${index}]`,
        place,
        'an owner or a repository with its host, such as github.com/org or github.com/org/payments-api',
      );
    }
  });
  return allow;
}

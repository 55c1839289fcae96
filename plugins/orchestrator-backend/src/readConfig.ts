import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { parseDuration } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { RetentionSettings } from './archive';

/** For a duration: what it is about does not happen. */
const NEVER = 'never';

/** How commands are kept apart from the machine. */
const SANDBOX_MODES = ['auto', 'required', 'off'] as const;

/** The settings below `orchestrator` in the app-config, with their defaults; `config.d.ts` documents them. */
export interface OrchestratorConfig {
  allowVolatile: boolean;
  workDirectory: string;
  localDirectory?: string;
  commands: {
    allow: string[];
    allowFromRepository: boolean;
    sandbox: (typeof SANDBOX_MODES)[number];
    maxOutputBytes: number;
    readOnlyPaths: string[];
  };
  author: { name: string; email: string };
  workers: { slots: number; graceMs: number; leaseMs: number };
  retention: RetentionSettings;
}

/** @throws InputError that names the setting, what was found and what is accepted */
export function readConfig(root: RootConfigService): OrchestratorConfig {
  const config = root.getOptionalConfig('orchestrator');
  const local = config?.getOptionalString('codeHosts.local.directory');
  const sandbox = config?.getOptionalString('commands.sandbox') ?? 'auto';
  if (!isSandboxMode(sandbox)) {
    throw new InputError(
      `orchestrator.commands.sandbox: found "${sandbox}"; accepted is ${SANDBOX_MODES.join(
        ', ',
      )}`,
    );
  }
  const whole = (key: string, fallback: number, least: number): number => {
    const value = config?.getOptionalNumber(key) ?? fallback;
    if (!Number.isInteger(value) || value < least) {
      throw new InputError(
        `orchestrator.${key}: found ${value}; accepted is a whole number from ${least}`,
      );
    }
    return value;
  };
  return {
    allowVolatile: config?.getOptionalBoolean('allowVolatile') ?? false,
    workDirectory: resolve(
      config?.getOptionalString('workDirectory') ??
        join(tmpdir(), 'orchestrator'),
    ),
    localDirectory: local === undefined ? undefined : resolve(local),
    commands: {
      allow: config?.getOptionalStringArray('commands.allow') ?? [],
      allowFromRepository:
        config?.getOptionalBoolean('commands.allowFromRepository') ?? false,
      sandbox,
      maxOutputBytes: whole('commands.maxOutputBytes', 1024 * 1024, 1024),
      readOnlyPaths: (
        config?.getOptionalStringArray('commands.readOnlyPaths') ?? []
      ).map(path => resolve(path)),
    },
    author: {
      name:
        config?.getOptionalString('git.author.name') ??
        'Backstage Orchestrator',
      email:
        config?.getOptionalString('git.author.email') ??
        'orchestrator@localhost',
    },
    workers: {
      slots: whole('workers.slots', 4, 0),
      graceMs: whole('workers.graceSeconds', 20, 0) * 1000,
      leaseMs: whole('workers.leaseSeconds', 30, 3) * 1000,
    },
    retention: {
      archiveAfterMs: duration(
        'orchestrator.retention.archiveAfter',
        config?.getOptionalString('retention.archiveAfter') ?? '90d',
      ),
      deleteArtifactsAfterMs: duration(
        'orchestrator.retention.deleteArtifactsAfter',
        config?.getOptionalString('retention.deleteArtifactsAfter') ?? NEVER,
      ),
    },
  };
}

/** @returns milliseconds; undefined for never */
function duration(setting: string, text: string): number | undefined {
  if (text === NEVER) {
    return undefined;
  }
  try {
    return parseDuration(text);
  } catch {
    throw new InputError(
      `${setting}: found "${text}"; accepted is a duration such as 90d or PT12H, or ${NEVER}`,
    );
  }
}

function isSandboxMode(text: string): text is (typeof SANDBOX_MODES)[number] {
  return SANDBOX_MODES.some(mode => mode === text);
}

import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { RootConfigService } from '@backstage/backend-plugin-api';
import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { readFlags, type FlagsConfig } from './flags/readFlags';
import { LANES, type Lane } from './work/lanes';
import { readPacing, type PacingConfig } from './readPacing';
import { parseDuration } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { RetentionSettings } from './archive';
import type { EventWebhook } from './outbox/webhooks';
import { readWebhooks } from './readWebhooks';
import { readTrains, type TrainsConfig } from './readTrains';
import {
  readTrainServices,
  type TrainServicesConfig,
} from './readTrainServices';

/** For a duration: what it is about does not happen. */
const NEVER = 'never';

/** How commands are kept apart from the machine. */
const SANDBOX_MODES = ['auto', 'required', 'off'] as const;

/** What is accepted at most. */
export interface OrchestratorLimits {
  /** Longest manifest, in bytes of UTF-8. */
  manifestBytes: number;
  /** Targets of one run. */
  targets: number;
  /** Steps of one change. */
  steps: number;
  /** Longest diff, log or output. */
  artifactBytes: number;
  /** Requests of one caller to one replica; 0 stands for no limit. */
  requestsPerMinute: number;
  /** Room on the disk of the work folder below which no work is taken. */
  freeDiskBytes: number;
}

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
  /** Whether this process answers the HTTP API. */
  servePages: boolean;
  workers: {
    slots: number;
    graceMs: number;
    /** Absent: what suits the database. */
    leaseMs?: number;
    /** Lanes that this process works on. */
    serves: Lane[];
    /** By lane: how many items all processes together may work on at once. */
    limits?: Partial<Record<Lane, number>>;
  };
  limits: OrchestratorLimits;
  pacing: PacingConfig;
  retention: RetentionSettings;
  trains: TrainsConfig;
  /** Where the pages of the portal are, for links in messages. */
  portalUrl: string;
  trainServices: TrainServicesConfig;
  /** Whom events are posted to. */
  webhooks: EventWebhook[];
  flags: FlagsConfig;
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
    servePages: config?.getOptionalBoolean('servePages') ?? true,
    workers: {
      slots: whole('workers.slots', 4, 0),
      graceMs: whole('workers.graceSeconds', 20, 0) * 1000,
      ...(config?.has('workers.leaseSeconds')
        ? { leaseMs: whole('workers.leaseSeconds', 0, 3) * 1000 }
        : {}),
      serves: readServes(config),
      limits: readLimits(config, whole),
    },
    limits: {
      manifestBytes: whole('limits.manifestBytes', 256 * 1024, 1024),
      targets: whole('limits.targets', 10_000, 1),
      steps: whole('limits.steps', 100, 1),
      artifactBytes: whole('limits.artifactBytes', 32 * 1024 * 1024, 1024),
      requestsPerMinute: whole('limits.requestsPerMinute', 1_200, 0),
      freeDiskBytes: whole('limits.freeDiskBytes', 256 * 1024 * 1024, 0),
    },
    pacing: readPacing(config),
    trains: readTrains(config),
    portalUrl: (root.getOptionalString('app.baseUrl') ?? '').replace(/\/$/, ''),
    trainServices: readTrainServices(root),
    webhooks: readWebhooks(root),
    flags: readFlags(config),
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

function readServes(config: Config | undefined): Lane[] {
  const names = config?.getOptionalStringArray('workers.serves') ?? LANES;
  return names.map(name => toLane('orchestrator.workers.serves', name));
}

function readLimits(
  config: Config | undefined,
  whole: (key: string, fallback: number, least: number) => number,
): OrchestratorConfig['workers']['limits'] {
  const limits: Partial<Record<Lane, number>> = {};
  for (const name of config?.getOptionalConfig('workers.lanes')?.keys() ?? []) {
    const lane = toLane('orchestrator.workers.lanes', name);
    const key = `workers.lanes.${lane}.maxConcurrent`;
    if (config?.has(key)) {
      limits[lane] = whole(key, 0, 1);
    }
  }
  return Object.keys(limits).length > 0 ? limits : undefined;
}

function toLane(setting: string, name: string): Lane {
  const lane = LANES.find(one => one === name);
  if (!lane) {
    throw new InputError(
      `${setting}: found "${name}"; accepted is ${LANES.join(', ')}`,
    );
  }
  return lane;
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

import type { Config } from '@backstage/config';
import { badInput } from '@backstage-orchestrator/plugin-orchestrator-common';

/** The kinds of flag systems that an adapter speaks to. */
export const FLAG_PROVIDER_TYPES = [
  'unleash',
  'launchdarkly',
  'flagd',
] as const;

/** Name of the flag store of the orchestrator itself. */
export const OWN_FLAG_PROVIDER = 'own';

/** Unleash, by its Admin API. */
export interface UnleashSettings {
  type: 'unleash';
  name: string;
  /** Address of the server, without `/api`. */
  url: string;
  token: string;
  project: string;
  environment: string;
}

/** LaunchDarkly, by its REST API. */
export interface LaunchDarklySettings {
  type: 'launchdarkly';
  name: string;
  url: string;
  token: string;
  project: string;
  environment: string;
}

/** A file of flagd in a git repository. */
export interface FlagdSettings {
  type: 'flagd';
  name: string;
  /** Address for git. */
  repository: string;
  branch: string;
  /** File in the repository. */
  path: string;
  /** For a repository behind https. */
  token?: string;
}

/** What an adapter needs, by its type. */
export type FlagProviderSettings =
  | UnleashSettings
  | LaunchDarklySettings
  | FlagdSettings;

/** Settings below `orchestrator.flags`. */
export interface FlagsConfig {
  /** Evaluations of one caller on one replica; 0 stands for no limit. */
  evaluationsPerMinute: number;
  providers: FlagProviderSettings[];
}

const DEFAULT_EVALUATIONS_PER_MINUTE = 60_000;
const NAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const GIT_ADDRESS = /^(https:\/\/|ssh:\/\/|file:\/\/|\/|[\w.-]+@[\w.-]+:)\S+$/;

/**
 * Reads the settings of flags.
 *
 * @throws InputError that names the setting, what was found and what is accepted
 */
export function readFlags(config: Config | undefined): FlagsConfig {
  const key = 'flags.evaluationsPerMinute';
  const evaluationsPerMinute =
    config?.getOptionalNumber(key) ?? DEFAULT_EVALUATIONS_PER_MINUTE;
  if (!Number.isInteger(evaluationsPerMinute) || evaluationsPerMinute < 0) {
    throw badInput(
      `orchestrator.${key}`,
      evaluationsPerMinute,
      'a whole number from 0',
    );
  }
  const providers = config?.getOptionalConfig('flags.providers');
  return {
    evaluationsPerMinute,
    providers: (providers?.keys() ?? []).map(name =>
      readProvider(name, providers?.getConfig(name) as Config),
    ),
  };
}

function readProvider(name: string, config: Config): FlagProviderSettings {
  const field = `orchestrator.flags.providers.${name}`;
  if (!NAME.test(name) || name === OWN_FLAG_PROVIDER) {
    throw badInput(
      field,
      name,
      `a name of lower-case letters, digits and dashes, other than ${OWN_FLAG_PROVIDER}`,
    );
  }
  const type = config.getString('type');
  switch (type) {
    case 'unleash':
      return { type, name, ...readServer(config, field) };
    case 'launchdarkly':
      return {
        type,
        name,
        ...readServer(config, field, 'https://app.launchdarkly.com'),
      };
    case 'flagd':
      return { type, name, ...readFile(config, field) };
    default:
      throw badInput(
        `${field}.type`,
        type,
        `one of ${FLAG_PROVIDER_TYPES.join(', ')}`,
      );
  }
}

function readServer(config: Config, field: string, fallback?: string) {
  const url = config.getOptionalString('url') ?? fallback ?? '';
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw badInput(
      `${field}.url`,
      url || undefined,
      'the address of the server, such as https://flags.example.com',
    );
  }
  return {
    url: url.replace(/\/+$/, ''),
    token: config.getString('token'),
    project: config.getOptionalString('project') ?? 'default',
    environment: config.getOptionalString('environment') ?? 'production',
  };
}

function readFile(config: Config, field: string) {
  const repository = config.getString('repository');
  if (!GIT_ADDRESS.test(repository)) {
    throw badInput(
      `${field}.repository`,
      repository,
      'an address for git, such as https://git.example.com/flags.git',
    );
  }
  const path = config.getString('path');
  const isContained =
    !path.startsWith('/') &&
    !path.includes('\\') &&
    !path.split('/').includes('..');
  if (!isContained || !/\.(json|ya?ml)$/.test(path)) {
    throw badInput(
      `${field}.path`,
      path,
      'a file of the repository that ends in .json, .yaml or .yml',
    );
  }
  return {
    repository,
    path,
    branch: config.getOptionalString('branch') ?? 'main',
    token: config.getOptionalString('token'),
  };
}

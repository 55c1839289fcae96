import type { Config } from '@backstage/config';
import {
  badInput,
  formatDuration,
  MAX_RATE_WINDOW_MS,
  parseDuration,
  validateWindows,
  type RateLimit,
  type RateLimitScope,
  type Window,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import {
  GITHUB_PACING,
  type HostPacing,
  type PacingLimits,
} from './pacing/limits';

/** Limits and windows for every run. */
export interface PacingConfig extends PacingLimits {
  windows: Window[];
}

const SCOPES: RateLimitScope[] = ['global', 'host', 'owner', 'run'];
/** Counting more takes longer than it spares. */
const LARGEST_LIMIT = 100_000;

/** Without a word about it, GitHub is spared as it asks to be. */
const DEFAULTS: Record<string, HostPacing> = { github: GITHUB_PACING };

/**
 * Reads limits and windows below `orchestrator`.
 *
 * @throws InputError that names the setting, what was found and what is accepted
 */
export function readPacing(config: Config | undefined): PacingConfig {
  const hosts = config?.getOptionalConfig('codeHosts');
  return {
    rateLimits: readLimits(config, 'orchestrator.rateLimits', 'global'),
    hosts: {
      ...DEFAULTS,
      ...Object.fromEntries(
        (hosts?.keys() ?? []).map(type => [
          type,
          readHost(hosts?.getConfig(type), type),
        ]),
      ),
    },
    windows: readWindows(config),
  };
}

function readHost(config: Config | undefined, type: string): HostPacing {
  const field = `orchestrator.codeHosts.${type}`;
  const defaults = DEFAULTS[type] ?? { rateLimits: [] };
  const concurrency =
    config?.getOptionalNumber('concurrency') ?? defaults.concurrency;
  if (
    concurrency !== undefined &&
    (!Number.isInteger(concurrency) || concurrency < 1)
  ) {
    throw badInput(
      `${field}.concurrency`,
      concurrency,
      'a whole number of 1 or more',
    );
  }
  return {
    rateLimits: config?.has('rateLimits')
      ? readLimits(config, `${field}.rateLimits`, 'host').map(limit => ({
          ...limit,
          scope: 'host',
        }))
      : defaults.rateLimits,
    concurrency,
  };
}

function readLimits(
  config: Config | undefined,
  field: string,
  defaultScope: RateLimitScope,
): RateLimit[] {
  const limits = config?.getOptionalConfigArray('rateLimits') ?? [];
  return limits.map((limit, index) => {
    const at = `${field}[${index}]`;
    const scope = limit.getOptionalString('scope') ?? defaultScope;
    const max = limit.getNumber('max');
    const per = limit.getString('per');
    const perMs = parseDuration(per, `${at}.per`);
    if (!isScope(scope)) {
      throw badInput(`${at}.scope`, scope, SCOPES.join(', '));
    }
    if (!Number.isInteger(max) || max < 1 || max > LARGEST_LIMIT) {
      throw badInput(
        `${at}.max`,
        max,
        `a whole number from 1 to ${LARGEST_LIMIT}; close a window to stop everything`,
      );
    }
    if (perMs === 0 || perMs > MAX_RATE_WINDOW_MS) {
      throw badInput(
        `${at}.per`,
        per,
        `a duration longer than 0, up to ${formatDuration(MAX_RATE_WINDOW_MS)}`,
      );
    }
    return { scope, max, per };
  });
}

function readWindows(config: Config | undefined): Window[] {
  const windows = config?.getOptional<Window[]>('windows') ?? [];
  validateWindows(windows, 'orchestrator.windows');
  return windows;
}

function isScope(text: string): text is RateLimitScope {
  return SCOPES.some(scope => scope === text);
}

import type {
  RateLimit,
  RateLimitScope,
} from '@backstage-orchestrator/plugin-orchestrator-common';

const SCOPES: RateLimitScope[] = ['global', 'host', 'owner', 'run'];

/** How a code host is spared. */
export interface HostPacing {
  /** Of the scope `host`. */
  rateLimits: RateLimit[];
  /** Targets that may write to it at the same time; absent: as many as there are workers. */
  concurrency?: number;
}

/** What the operator says of pacing. */
export interface PacingLimits {
  rateLimits: RateLimit[];
  /** By the type of the code host; a GitHub that is not github.com by its address. */
  hosts: Record<string, HostPacing>;
}

/** Where a write goes, and whose it is. */
export interface WriteScope {
  host: string;
  /** Owner of the target; empty where it has none. */
  owner: string;
  runId: string;
  /** Limits of the manifest. */
  runLimits: RateLimit[];
}

/** What the rows that are counted together have in common. */
export type ScopeColumns = Partial<Record<'host' | 'owner' | 'run_id', string>>;

/** A limit, and the rows that it counts. */
export interface ScopedLimit {
  limit: RateLimit;
  /** Names what is counted together, for a lock. */
  key: string;
  where: ScopeColumns;
}

/**
 * GitHub's limits for requests that create content. Rule: semantics, section 5.
 *
 * @remarks
 * A write costs 5 of the 900 points a minute, so that 80 writes leave 500 points a minute to reads: that limit can't
 * bind before the first of these does.
 */
export const GITHUB_PACING: HostPacing = {
  rateLimits: [
    { scope: 'host', max: 80, per: '1m' },
    { scope: 'host', max: 500, per: '1h' },
  ],
  concurrency: 100,
};

/** The same limits, where further hosts are spared like a code host is, each by itself. */
export function sparedLike(
  type: string,
  hosts: string[],
  limits: PacingLimits,
): PacingLimits {
  const pacing = limits.hosts[type];
  return pacing === undefined
    ? limits
    : {
        ...limits,
        hosts: {
          ...Object.fromEntries(hosts.map(host => [host, pacing])),
          ...limits.hosts,
        },
      };
}

/** Every limit that holds for a write; the tightest binds. */
export function limitsOf(
  limits: PacingLimits,
  scope: WriteScope,
): ScopedLimit[] {
  return [
    ...(limits.hosts[scope.host]?.rateLimits ?? []),
    ...limits.rateLimits,
    ...scope.runLimits,
  ].map(limit => ({ limit, ...countedBy(limit.scope, scope) }));
}

/** Everything that may be counted together with a write. */
export function keysOf(scope: WriteScope): string[] {
  return SCOPES.map(name => countedBy(name, scope).key);
}

/** Names the lock of a host's queue. */
export function hostKey(host: string): string {
  return `host ${host}`;
}

function countedBy(
  scope: RateLimitScope,
  { host, owner, runId }: WriteScope,
): Omit<ScopedLimit, 'limit'> {
  switch (scope) {
    case 'host':
      return { key: hostKey(host), where: { host } };
    case 'owner':
      return { key: `owner ${owner}`, where: { owner } };
    case 'run':
      return { key: `run ${runId}`, where: { run_id: runId } };
    default:
      return { key: 'global', where: {} };
  }
}

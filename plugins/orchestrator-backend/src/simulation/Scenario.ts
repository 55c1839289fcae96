import {
  parseManifest,
  type RateLimit,
  type RateLimitScope,
  type SweepManifest,
  type TargetDescription,
  type Window,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { PacingLimits } from '../pacing';
import { FAULTS_OF, type Fault, type SimulatedKind } from './Interventions';
import { Random } from './Random';

/** When virtual time begins. */
export const START = Date.parse('2030-01-07T08:00:00.000Z');

export const MINUTE_MS = 60_000;
/** Targets, or products. */
const MOST_PARTS: Record<SimulatedKind, number> = { sweep: 7, train: 5 };
export const MOST_REPLICAS = 3;

function baseManifest(): SweepManifest {
  const parsed = parseManifest({
    apiVersion: 'orchestrator/v1',
    kind: 'Sweep',
    metadata: { name: 'simulated' },
    spec: {
      owner: 'group:default/platform',
      targets: { filter: { kind: 'component' } },
      change: {
        title: 'Run on Node 22',
        commitMessage: 'build: run on Node 22',
        steps: [{ replace: { files: ['.nvmrc'], find: '20', with: '22' } }],
      },
    },
  });
  if ('issues' in parsed) {
    throw new Error('The manifest of the simulation is not valid');
  }
  return parsed.manifest;
}

const BASE = baseManifest();

const NO_LIMITS = { limits: { rateLimits: [], hosts: {} }, runLimits: [] };

/** What is simulated: the same scenario goes the same way, always. */
export interface Scenario {
  kind: SimulatedKind;
  seed: number;
  /** Targets of a sweep, products of a train. */
  targets: number;
  replicas: number;
  /** What may go wrong. */
  faults: readonly Fault[];
  /** Only these occasions of it, such as `crash:17`. */
  only?: readonly string[];
}

/** The code host of all targets. */
export const HOST = 'virtual';
/** Owners of targets. */
export const OWNERS = ['group:default/team-0', 'group:default/team-1'];

/** When writes to code hosts may be made, and how many. */
export interface Pacing {
  /** What the operator says, for every run. */
  limits: PacingLimits;
  /** What the manifest says of its own run. */
  runLimits: RateLimit[];
  windows: Window[];
}

/** What follows from a scenario before anything has happened. */
export interface Setting {
  manifest: SweepManifest;
  targets: TargetDescription[];
  pacing: Pacing;
  /** Clocks of the replicas against true time, in milliseconds. */
  skewsMs: number[];
  slots: number;
  /** Until then things go wrong. */
  chaosMs: number;
}

/** The scenario of a seed, some of it as asked for. */
export function scenarioOf(
  seed: number,
  asked: Partial<Omit<Scenario, 'seed'>> = {},
): Scenario {
  const { kind = 'sweep' } = asked;
  const random = new Random(seed, 'size');
  const targets = random.int(1, MOST_PARTS[kind]);
  const replicas = random.int(1, MOST_REPLICAS);
  return {
    kind,
    seed,
    targets: asked.targets ?? targets,
    replicas: asked.replicas ?? replicas,
    faults: asked.faults ?? FAULTS_OF[kind],
    ...(asked.only && { only: asked.only }),
  };
}

/** Draws manifest, targets, limits, windows and clocks. */
export function settingOf(scenario: Scenario): Setting {
  const { seed } = scenario;
  const random = new Random(seed, 'setting');
  const rollout = rolloutOf(random);
  const pacing = {
    ...(random.chance(0.6) ? limitsOf(random) : NO_LIMITS),
    windows: random.chance(0.4) ? [freezeOf(random)] : [],
  };
  const clocks = new Random(seed, 'clocks');
  const skewed = clocks.chance(0.5);
  return {
    manifest: {
      ...BASE,
      spec: {
        ...BASE.spec,
        rollout: { ...rollout, rateLimits: pacing.runLimits },
      },
    },
    targets: targetsOf(scenario.targets, new Random(seed, 'targets')),
    pacing,
    skewsMs: Array.from({ length: MOST_REPLICAS }, () =>
      skewed ? clocks.int(-20_000, 20_000) : 0,
    ).slice(0, scenario.replicas),
    slots: random.int(1, 4),
    chaosMs: random.int(5, 60) * MINUTE_MS,
  };
}

function rolloutOf(random: Random): SweepManifest['spec']['rollout'] {
  const min = random.int(1, 2);
  return {
    canary: random.chance(0.25)
      ? false
      : {
          min,
          max: min + random.int(0, 2),
          percent: 20,
          approval: random.chance(0.7),
          selfApproval: random.chance(0.3),
          required: random.int(1, 2),
          approvers: [],
          expiresAfter: random.pick(['30d', '30m']),
        },
    batches: {
      initial: random.int(1, 3),
      factor: random.pick([1, 2]),
      max: 5,
      approval: random.chance(0.2),
      soak: random.pick(['0s', '0s', '10m']),
    },
    maxParallel: random.int(1, 4),
    order: random.pick(['dependencies', 'none']),
    advanceOn: random.pick(['opened', 'opened', 'merged']),
    failureLimit: {
      percent: random.pick([10, 30, 50]),
      minSample: random.int(1, 4),
    },
    retry: {
      initialInterval: '20s',
      coefficient: 2,
      maxInterval: '3m',
      maxRetries: random.int(0, 3),
    },
  };
}

/** Some of all scopes: each can be the tightest. */
function limitsOf(random: Random): Omit<Pacing, 'windows'> {
  const some = (
    probability: number,
    scope: RateLimitScope,
    [least, most]: [number, number],
    per: string,
  ): RateLimit[] => {
    const limit = { scope, max: random.int(least, most), per };
    return random.chance(probability) ? [limit] : [];
  };
  const concurrency = random.int(1, 2);
  return {
    runLimits: some(0.6, 'run', [1, 3], '2m'),
    limits: {
      rateLimits: [
        ...some(0.4, 'owner', [2, 4], '10m'),
        ...some(0.3, 'global', [4, 8], '30m'),
      ],
      hosts: {
        [HOST]: {
          rateLimits: some(0.6, 'host', [3, 6], '15m'),
          ...(random.chance(0.4) && { concurrency }),
        },
      },
    },
  };
}

function freezeOf(random: Random): Window {
  const from = START + random.int(0, 30) * MINUTE_MS;
  const to = from + random.int(5, 60) * MINUTE_MS;
  return {
    kind: 'deny',
    timezone: 'UTC',
    ranges: [
      { from: new Date(from).toISOString(), to: new Date(to).toISOString() },
    ],
  };
}

function targetsOf(count: number, random: Random): TargetDescription[] {
  return Array.from({ length: count }, (_, index) => {
    const name = `m-${index + 1}`;
    const dependsOn = Array.from({ length: index }, (_unused, other) => other)
      .filter(() => random.chance(0.25))
      .map(other => `component:default/m-${other + 1}`);
    return {
      id: `component.default.${name}`,
      entityRef: `component:default/${name}`,
      title: name,
      owner: OWNERS[index % OWNERS.length],
      type: 'service',
      repository: { host: HOST, name },
      dependsOn,
      problems: random.chance(0.03)
        ? [{ code: 'archived' as const, message: 'It is archived' }]
        : [],
      labels: {},
    };
  });
}

/**
 * Facts about a target that its place in a rollout depends on.
 *
 * @public
 */
export interface TargetFacts {
  owner?: string;
  /** Kind of target, such as `service` or `library`. */
  type?: string;
  /** Targets that must not come after it. */
  dependsOn?: readonly string[];
}

/**
 * The few targets that go first.
 *
 * @public
 */
export interface CanarySpec {
  /** Least number of targets. Default 3. */
  min?: number;
  /** Largest number of targets. Default 5. */
  max?: number;
  /** Share of all targets, `10` or `'10%'`, rounded up, then held between min and max. Default 10. */
  percent?: number | string;
}

/**
 * Batches that grow.
 *
 * @public
 */
export interface BatchGrowth {
  /** Size of the first batch after the canary. Default 10. */
  initial?: number;
  /** Each batch is this many times larger than the one before it; 1 or more. Default 2. */
  factor?: number;
  /** No batch is larger. Default 50. */
  max?: number;
}

/**
 * How the targets of a run are divided up and put in order.
 *
 * @public
 */
export interface RolloutSpec {
  /** `false` for none. */
  canary?: CanarySpec | false;
  /**
   * Batches that grow, or a list of shares of all targets, such as
   * `['25%', '50%', '100%']`, each of which says how much is done when its
   * batch is; the canary is part of it.
   */
  batches?: BatchGrowth | readonly (number | string)[];
  /** Targets under way at the same time, whatever the size of their batch. Default 10. */
  maxParallel?: number;
  /** Whether a target waits for those that it depends on. Default `dependencies`. */
  order?: 'dependencies' | 'none';
  /** Facts about targets, by target. */
  describe?: Readonly<Record<string, TargetFacts>>;
}

/**
 * Targets that go together.
 *
 * @public
 */
export interface TargetBatch {
  /** `canary`, `batch-1`, `batch-2`, … */
  name: string;
  /** Each after those that it depends on, else by id. */
  targets: string[];
}

/**
 * Targets that can't be taken apart: one alone, or all that depend on each
 * other in a circle.
 */
export interface Unit {
  /** Ascending. */
  members: string[];
  /** Places of the units that this one depends on. */
  dependsOn: number[];
  /** Places of the units that depend on this one. */
  dependents: number[];
}

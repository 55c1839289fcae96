import type { ConditionValues } from '../conditions';
import type { Segment, TrainManifest } from '../manifest';
import type { TrainPlan } from '../model';

/** A product, as queries and conditions read it. @public */
export interface ScopeProduct {
  id: string;
  title: string;
  /** Entity reference. */
  entity: string;
  version: string;
  criticality: string;
  owner?: string;
}

/** What a metric is measured for: what its queries and conditions may read. @public */
export interface MetricScope {
  train: {
    id: string;
    name: string;
    title: string;
    owner: string;
    departure: string;
  };
  products: ScopeProduct[];
  /** The instant of each milestone by its id, and of `departure`. */
  milestones: Record<string, string>;
  product?: ScopeProduct;
  wave?: { id: string; title: string };
  segment?: Segment;
}

/** What is known of a train before anything of it has happened. @public */
export interface PlannedTrain {
  id: string;
  manifest: TrainManifest;
  plan: TrainPlan;
}

/**
 * The scope of a metric of a train.
 *
 * @param of - ids of the product and the wave that it is measured for; the wave brings its segment
 * @public
 */
export function metricScope(
  { id, manifest, plan }: PlannedTrain,
  of: { product?: string; wave?: string } = {},
): MetricScope {
  const { metadata, spec } = manifest;
  const products = plan.products.map(
    ({ id: productId, title, entityRef, release, criticality, owner }) => ({
      id: productId,
      title,
      entity: entityRef,
      version: release,
      criticality,
      ...(owner !== undefined && { owner }),
    }),
  );
  const product = products.find(one => one.id === of.product);
  const wave = spec.waves.find(one => one.id === of.wave);
  return {
    train: {
      id,
      name: metadata.name,
      title: metadata.title ?? metadata.name,
      owner: spec.owner,
      departure: plan.departure,
    },
    products,
    milestones: {
      ...Object.fromEntries(plan.milestones.map(one => [one.id, one.at])),
      departure: plan.departure,
    },
    ...(product && { product }),
    ...(wave && {
      wave: { id: wave.id, title: wave.title ?? wave.id },
      segment: wave.segment,
    }),
  };
}

/**
 * The same scope as names of templates and conditions. A segment has `pattern` beside its lists: the values of each as
 * a regular expression for matchers, `.*` for a side that is left open.
 *
 * @public
 */
export function scopeValues(
  scope: MetricScope,
  more: Record<string, unknown> = {},
): ConditionValues {
  const { segment } = scope;
  return {
    ...scope,
    ...(segment && {
      segment: {
        ...segment,
        pattern: {
          regions: anyOf(segment.regions),
          plans: anyOf(segment.plans),
          customers: anyOf(segment.customers),
        },
      },
    }),
    ...more,
  };
}

function anyOf(values: string[]): string {
  return values.length === 0
    ? '.*'
    : values
        .map(value => value.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
        .join('|');
}

import { milestoneAt } from '../calendar';
import type { ProductCheck } from '../gates';
import type { TrainManifest, TrainProduct } from '../manifest';
import type { TrainPlan, TrainState } from '../model';
import { trainCalendar } from './planTrain';

const remembered = new WeakMap<TrainPlan, Map<string, ProductCheck[]>>();

/**
 * Checks and risks of a product, each with the time at which it is due.
 *
 * @returns the same list for the same plan, as `gatePart` tells by it that nothing has changed
 * @public
 */
export function productChecks(
  { plan, manifest }: Pick<TrainState, 'plan' | 'manifest'>,
  product: string,
): ProductCheck[] {
  const known = remembered.get(plan) ?? new Map<string, ProductCheck[]>();
  remembered.set(plan, known);
  const found = known.get(product) ?? checksOf(manifest, plan, product);
  known.set(product, found);
  return found;
}

function checksOf(
  { spec }: TrainManifest,
  { departure }: TrainPlan,
  id: string,
): ProductCheck[] {
  const product = spec.products.find(one => one.id === id);
  if (!product) {
    return [];
  }
  const calendar = trainCalendar(spec);
  const dueAt = (at: string) => milestoneAt({ at }, departure, calendar);
  return [
    ...product.checks.map(check => ({
      ...check,
      id: `check/${check.id}`,
      evidence: true,
      due: dueAt(check.due),
    })),
    ...product.risks.map(risk => ({
      id: `risk/${risk.id}`,
      kind: 'risk' as const,
      title: risk.title,
      detail: describeRisk(risk),
      owner: risk.owner,
      evidence: true,
      ...(risk.due !== undefined && { due: dueAt(risk.due) }),
    })),
  ];
}

function describeRisk({
  likelihood,
  impact,
  mitigation,
}: TrainProduct['risks'][number]): string {
  return `Likelihood ${likelihood}, impact ${impact}. Mitigation: ${mitigation}`;
}

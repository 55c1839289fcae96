import type { TrainOutline } from '../calendar';
import {
  trainWindows,
  type SignOffRule,
  type TrainGate,
  type TrainManifest,
} from '../manifest';
import type { TrainPlan } from '../model';
import { formatInstant, parseDuration } from '../pacing';

/**
 * What other trains need to know of one: when it is on its way, what it changes and whom it needs.
 *
 * @remarks
 * Its last wave is expected to be through when each has soaked, one after the other, as early as the plan lets them begin.
 * Whether two trains are in each other's way is asked when somebody looks, of both of them: what is planned later is in
 * the way of what was planned before, and who looks sees no more of the other train than they may.
 * @public
 */
export function trainOutline(
  id: string,
  { spec, metadata }: TrainManifest,
  plan: Pick<TrainPlan, 'departure' | 'products' | 'wavesNotBefore'>,
): TrainOutline {
  const arrival = spec.waves.reduce(
    (end, { id: wave, soak }) =>
      Math.max(end, Date.parse(plan.wavesNotBefore[wave] ?? plan.departure)) +
      parseDuration(soak),
    Date.parse(plan.departure),
  );
  return {
    id,
    title: metadata.title ?? metadata.name,
    departure: plan.departure,
    arrival: formatInstant(arrival),
    products: plan.products.map(({ entityRef }) => entityRef),
    people: [
      ...new Set([
        spec.owner,
        ...plan.products.flatMap(({ owner }) => owner ?? []),
        ...spec.gates.flatMap(signersOf),
      ]),
    ],
    windows: trainWindows(spec),
  };
}

/** Who may sign at a gate; of those who have a role only people who are named, since groups have many. */
function signersOf({ signOffs, criteria }: TrainGate): string[] {
  const rules: Pick<SignOffRule, 'from' | 'roles'>[] = [
    ...signOffs,
    ...criteria.flatMap(({ signOff }) => signOff ?? []),
  ];
  return rules.flatMap(({ from, roles }) => [
    ...from,
    ...Object.values(roles)
      .flat()
      .filter(ref => /^user:/i.test(ref)),
  ]);
}

import { criteriaOf } from '../gates/standing';
import type { Strictness } from '../gates/strictness';
import {
  CHECK_KINDS,
  criterionKind,
  type CheckKind,
  type GateCriterion,
  type TrainGate,
  type TrainManifest,
  type TrainProduct,
} from '../manifest';
import type { PlanProblem } from '../model';

/** Kinds of criteria that the criticality of a product demands, and that no gate asks of it before it is activated. */
export function strictnessProblems(
  manifest: TrainManifest,
  strictness: Strictness,
): PlanProblem[] {
  return manifest.spec.products.flatMap(product =>
    strictness[product.criticality].demands.flatMap((kind): PlanProblem[] => {
      const { inTime, late } = gatesAsking(
        manifest,
        product,
        criterion => criterionKind(criterion) === kind,
      );
      return inTime
        ? []
        : [
            {
              severity: 'blocks',
              code: 'strictness',
              product: product.id,
              message: `${product.id} is ${product.criticality}: ${
                late === undefined
                  ? `a gate has to ask it for ${kind}`
                  : `${late.gates} asks for ${kind} only after it is activated in ${late.wave}; ask before that wave, or before the departure`
              }`,
            },
          ];
    }),
  );
}

const NOUNS: Record<CheckKind, string> = {
  legal: 'legal checks',
  commercial: 'commercial checks',
  risk: 'risks',
};

/**
 * Checks and risks of a product that no gate asks about before it is activated: nobody would be held to them. A check
 * that is due by the departure blocks it, whatever the criticality, as its product says that it has to be made.
 *
 * @param at - the time of an offset, such as `D-2`
 */
export function notAskedProblems(
  manifest: TrainManifest,
  departure: string,
  at: (offset: string) => string,
): PlanProblem[] {
  return manifest.spec.products.flatMap(product =>
    CHECK_KINDS.flatMap((kind): PlanProblem[] => {
      const items =
        kind === 'risk'
          ? product.risks.map(({ title }) => ({ title, blocks: false }))
          : product.checks
              .filter(check => check.kind === kind)
              .map(({ title, due }) => ({
                title,
                blocks: at(due) <= departure,
              }));
      const { inTime, late } = gatesAsking(
        manifest,
        product,
        ({ checks }) => checks?.kinds.includes(kind) === true,
      );
      if (items.length === 0 || inTime) {
        return [];
      }
      const titles = items.map(({ title }) => title).join(', ');
      return [
        {
          severity: items.some(({ blocks }) => blocks) ? 'blocks' : 'warns',
          code: 'notAsked',
          product: product.id,
          message: `${product.id} has ${NOUNS[kind]} (${titles}), and ${
            late === undefined
              ? `no gate asks for them: give one a criterion checks with the kind ${kind}`
              : `${late.gates} asks for them only after it is activated in ${late.wave}; ask before that wave, or before the departure`
          }`,
        },
      ];
    }),
  );
}

/** Whether a gate asks something of a product before it is activated; else which do so too late, if any. */
function gatesAsking(
  { spec: { gates, waves } }: TrainManifest,
  product: Pick<TrainProduct, 'id' | 'criticality'>,
  asks: (criterion: GateCriterion) => boolean,
): { inTime: boolean; late?: { gates: string; wave: string } } {
  const first = waves.findIndex(
    wave => wave.products.length === 0 || wave.products.includes(product.id),
  );
  const isInTime = ({ before }: TrainGate) =>
    before === 'departure' ||
    first < 0 ||
    waves.findIndex(({ id }) => id === before) <= first;
  const asking = gates.filter(gate =>
    [...criteriaOf(gate), ...criteriaOf(gate, product)].some(asks),
  );
  const inTime = asking.some(isInTime);
  return {
    inTime,
    ...(!inTime &&
      asking.length > 0 && {
        late: {
          gates: asking.map(({ id, title }) => title ?? id).join(', '),
          wave: waves[first].title ?? waves[first].id,
        },
      }),
  };
}

import { criteriaOf, criterionKey } from '../gates';
import { criterionKind, type CriterionKind, type TrainGate } from '../manifest';
import type {
  CriterionState,
  CriterionStates,
  GateDecision,
  GateState,
  PlannedProduct,
} from '../model';
import { aboard, type TrainParts } from '../train';
import { forecastStep } from './forecastSteps';
import type { TrainMeasured } from './trainPriors';

/**
 * How long things took in a train, as far as it has come.
 *
 * @public
 */
export function measureTrain(parts: TrainParts): TrainMeasured {
  const { train, gates } = parts;
  const decisions = [...gates.values()].flatMap(state => state.decisions);
  const decided = train.manifest.spec.gates.flatMap(gate => {
    const state = gates.get(gate.id);
    const go = state && lastGo(state);
    return state && go ? measureGate(parts, gate, state, go) : [];
  });
  return {
    trains: 1,
    criteria: decided.flatMap(({ criteria }) => criteria),
    signOffsMs: decided.flatMap(({ signOffMs }) => signOffMs ?? []),
    decisions: {
      go: decisions.filter(({ outcome }) => outcome === 'go').length,
      noGo: decisions.filter(({ outcome }) => outcome === 'noGo').length,
    },
    gates: decided.length,
    departuresMs: departuresOf(parts),
    steps: stepsOf(parts),
    ...wavesOf(parts),
  };
}

/** The GO since the gate was opened last. */
function lastGo({ decisions, openedAt = '' }: GateState) {
  const last = decisions.at(-1);
  return last?.outcome === 'go' && last.at >= openedAt ? last : undefined;
}

interface MeasuredGate {
  criteria: TrainMeasured['criteria'];
  signOffMs?: number;
}

function measureGate(
  { train, products }: TrainParts,
  gate: TrainGate,
  state: GateState,
  go: GateDecision,
): MeasuredGate {
  const opened = state.openedAt ?? state.createdAt;
  const there = aboard(train);
  const lastOf = new Map<CriterionKind, string>();
  const look = (states: CriterionStates, product?: PlannedProduct): void => {
    for (const criterion of criteriaOf(gate, product)) {
      const known = states[criterionKey(gate.id, criterion.id)];
      const at = known && answeredAt(known);
      // What grows old is answered anew: when it was there first is not known any more.
      if (at !== undefined && criterion.validFor === undefined) {
        const kind = criterionKind(criterion);
        const before = lastOf.get(kind) ?? opened;
        lastOf.set(kind, [before, at < go.at ? at : go.at].sort()[1]);
      }
    }
  };
  look(state.criteria);
  train.plan.products
    .filter(({ id }) => there.includes(id))
    .forEach(product =>
      look(products.get(product.id)?.criteria ?? {}, product),
    );
  const complete = [
    opened,
    ...[...lastOf].flatMap(([kind, at]) => (kind === 'signOff' ? [] : at)),
  ]
    .sort()
    .at(-1)!;
  return {
    criteria: [...lastOf].map(([kind, at]) => ({
      kind,
      ms: between(kind === 'signOff' ? complete : opened, at),
    })),
    ...(gate.signOffs.length > 0 && {
      signOffMs: between(
        [complete, lastOf.get('signOff') ?? complete].sort()[1],
        go.at,
      ),
    }),
  };
}

/** When the last word on a criterion was said. */
function answeredAt({
  result,
  waiver,
  verdict,
  ticks,
  signOffs,
}: CriterionState): string | undefined {
  return [
    result?.at,
    waiver?.at,
    verdict?.at,
    ...Object.values(ticks).map(({ at }) => at),
    ...signOffs.map(({ at }) => at),
  ]
    .filter((at): at is string => at !== undefined)
    .sort()
    .at(-1);
}

/** From when nothing stood in the way any more to when a person said that it departs. */
function departuresOf({ train, gates }: TrainParts): number[] {
  const { departedAt, manifest, plan } = train;
  if (departedAt === undefined || manifest.spec.depart === 'automatic') {
    return [];
  }
  const decided = manifest.spec.gates
    .filter(({ before }) => before === 'departure')
    .flatMap(({ id }) => gates.get(id)?.decisions.at(-1)?.at ?? []);
  return [between([plan.departure, ...decided].sort().at(-1)!, departedAt)];
}

function stepsOf({ train, products }: TrainParts): TrainMeasured['steps'] {
  return train.manifest.spec.products.flatMap(product =>
    (products.get(product.id)?.activations ?? [])
      .filter(({ direction }) => direction === 'activate')
      .flatMap(({ steps }) => steps)
      .flatMap(({ id, status, startedAt, finishedAt }) => {
        const step = product.activation.find(one => one.id === id);
        return step && status === 'done' && startedAt && finishedAt
          ? {
              ...forecastStep(product, step),
              ms: between(startedAt, finishedAt),
            }
          : [];
      }),
  );
}

function wavesOf({
  train,
}: TrainParts): Pick<
  TrainMeasured,
  'waves' | 'halts' | 'rolledBack' | 'verdictsMs'
> {
  const started = train.waves.filter(wave => wave.startedAt !== undefined);
  const rounds = (waves: typeof started) =>
    waves.reduce((sum, { round }) => sum + round, 0);
  const analysed = started.filter(({ id }) => {
    const { analysis } = train.manifest.spec.waves.find(
      wave => wave.id === id,
    )!;
    return [...analysis.during, ...analysis.after].some(
      ({ dryRun }) => !dryRun,
    );
  });
  const byItself = (cause: 'activation' | 'analysis') =>
    train.incidents.filter(
      incident => incident.cause === cause && incident.wave !== undefined,
    ).length;
  const halts = {
    activation: byItself('activation'),
    analysis: byItself('analysis'),
  };
  // A wave is resumed once for each halt but the one that stands.
  const all = started.reduce(
    (sum, { round, halt }) => sum + round - 1 + (halt ? 1 : 0),
    0,
  );
  return {
    waves: { started: rounds(started), analysed: rounds(analysed) },
    halts: {
      ...halts,
      person: Math.max(0, all - halts.activation - halts.analysis),
    },
    rolledBack: started.filter(({ rolledBack }) => rolledBack.length > 0)
      .length,
    verdictsMs: started.flatMap(({ during, after }) =>
      [during, after].flatMap(analysis =>
        analysis?.verdict ? between(analysis.at, analysis.verdict.at) : [],
      ),
    ),
  };
}

/** Clocks of several machines may disagree: nothing takes less than no time. */
function between(from: string, to: string): number {
  return Math.max(0, Date.parse(to) - Date.parse(from));
}

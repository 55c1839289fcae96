import type { GateEvent, ProductEvent, TrainEvent } from '../events';
import {
  criteriaOf,
  gatePart,
  resultOfCommunications,
  resultOfRehearsals,
  standingOfGate,
  TRAIN_PART,
  type CriterionContext,
  type GateContext,
  type GateStanding,
  type PartStanding,
} from '../gates';
import type { GateCriterion, TrainGate } from '../manifest';
import type {
  CriterionStanding,
  GateState,
  ProductState,
  ResultDraft,
  TrainState,
} from '../model';
import { evolveGate } from '../gates';
import { evolveProduct } from './evolveProduct';
import { evolveTrain } from './evolveTrain';
import type { Window } from '../windows';
import { productChecks } from './productChecks';
import { stepsDigests } from './stepsDigest';
import { aboard, gateIsUsed, type TrainContext } from './trainContext';

/** A train with all of its streams: what decisions about any of them are made on. @public */
export interface TrainParts {
  train: TrainState;
  products: ReadonlyMap<string, ProductState>;
  gates: ReadonlyMap<string, GateState>;
}

/** The streams of a train. @public */
export type TrainStreamKind = 'train' | 'product' | 'gate';

/** A gate as its board shows it. @public */
export interface GateBoard {
  gate: TrainGate;
  state: GateState;
  standing: GateStanding;
  /** The train's own criteria first, where it has any, then the products aboard. */
  parts: {
    part: string;
    /** What a sign-off of one criterion binds to. */
    subjectDigest: string;
    cells: CriterionStanding[];
  }[];
}

/** A criterion of a gate, asked of a product or of the train as a whole. @public */
export interface AskedCriterion {
  gate: TrainGate;
  criterion: GateCriterion;
  /** Left out: the train as a whole. */
  product?: string;
}

/**
 * What decisions about a train look at beside its state.
 *
 * @param operatorWindows - of the portal, for every run
 * @public
 */
export function trainContextOf(
  { products, gates }: Pick<TrainParts, 'products' | 'gates'>,
  now: string,
  operatorWindows: Window[] = [],
): TrainContext {
  const activations: TrainContext['activations'] = {};
  for (const [id, product] of products) {
    for (const { wave, status, round, steps } of product.activations) {
      const idle =
        status === 'activating' &&
        !steps.some(step => ['running', 'failed'].includes(step.status));
      activations[wave] = {
        ...activations[wave],
        [id]: { status, round, ...(idle && { idle }) },
      };
    }
  }
  return {
    now,
    gates: Object.fromEntries(gates),
    activations,
    products,
    operatorWindows,
  };
}

/**
 * What decisions about one criterion look at.
 *
 * @param product - left out: for the train as a whole
 * @throws Error where the train has no such gate or product
 * @public
 */
export function criterionContextOf(
  { train }: Pick<TrainParts, 'train'>,
  gateId: string,
  now: string,
  product?: string,
): CriterionContext {
  const gate = gateOf(train, gateId);
  const { revision, strictness, products } = train.plan;
  const shared = {
    now,
    gate,
    planRevision: revision,
    strictness,
    authors: train.authors,
    used: gateIsUsed(train, gate.before),
  };
  if (product === undefined) {
    return { ...shared, criticality: 'critical', owner: train.owner };
  }
  const planned = products.find(({ id }) => id === product);
  if (!planned) {
    throw new Error(`Train ${train.id} has no product ${product}`);
  }
  return {
    ...shared,
    product: planned,
    checks: productChecks(train, product),
    criticality: planned.criticality,
    // Nobody's product is a matter of whose train it is.
    owner: planned.owner ?? train.owner,
  };
}

/**
 * What decisions about a gate look at.
 *
 * @public
 */
export function gateContextOf(
  parts: TrainParts,
  gateId: string,
  now: string,
): GateContext {
  const { train } = parts;
  const ids = aboard(train);
  return {
    ...criterionContextOf(parts, gateId, now),
    products: train.plan.products.filter(({ id }) => ids.includes(id)),
    parts: ids.map(id => partOf(parts, gateId, now, id).part),
  };
}

/** What a product brings to a gate. */
function partOf(
  parts: TrainParts,
  gateId: string,
  now: string,
  product: string,
): PartStanding {
  const state = parts.products.get(product);
  if (!state) {
    throw new Error(`Train ${parts.train.id} has no product ${product}`);
  }
  const context = criterionContextOf(parts, gateId, now, product);
  return gatePart(context.gate, state.criteria, state.version, context);
}

/**
 * The go/no-go board: every gate with all that it rests on.
 *
 * @public
 */
export function trainBoard(parts: TrainParts, now: string): GateBoard[] {
  return boardOf(parts, parts.train.manifest.spec.gates, now);
}

function boardOf(
  parts: TrainParts,
  gates: TrainGate[],
  now: string,
): GateBoard[] {
  return gates.flatMap((gate): GateBoard[] => {
    const state = parts.gates.get(gate.id);
    if (!state) {
      return [];
    }
    const context = gateContextOf(parts, gate.id, now);
    const own = gatePart(gate, state.criteria, state.version, context);
    const all = [
      { part: TRAIN_PART, ...cellsOf(own) },
      ...context.products.map(({ id }) => ({
        part: id,
        ...cellsOf(partOf(parts, gate.id, now, id)),
      })),
    ];
    return [
      {
        gate,
        state,
        standing: standingOfGate(state, context).standing,
        parts: all.filter(({ cells }) => cells.length > 0),
      },
    ];
  });
}

function cellsOf({ standings, subjectDigest }: PartStanding) {
  return { cells: standings, subjectDigest };
}

/**
 * Every criterion that is asked of what is aboard.
 *
 * @public
 */
export function askedCriteria(train: TrainState): AskedCriterion[] {
  const ids = aboard(train);
  return train.manifest.spec.gates.flatMap(gate => [
    ...criteriaOf(gate).map(criterion => ({ gate, criterion })),
    ...train.plan.products
      .filter(({ id }) => ids.includes(id))
      .flatMap(product =>
        criteriaOf(gate, product).map(criterion => ({
          gate,
          criterion,
          product: product.id,
        })),
      ),
  ]);
}

/**
 * The result of a criterion that follows from the train itself: rehearsals, a migration that was rehearsed,
 * communications. Undefined for the others.
 *
 * @public
 */
export function derivedResult(
  train: TrainState,
  { criterion, product }: AskedCriterion,
): ResultDraft | undefined {
  const { rehearsal, dataMigration, communications } = criterion;
  if (communications) {
    return resultOfCommunications(communications, train.communications);
  }
  const asked = rehearsal ?? dataMigration;
  return asked
    ? resultOfRehearsals(
        train.manifest.spec.rehearsals.filter(({ id }) =>
          asked.rehearsals.includes(id),
        ),
        train.rehearsals,
        Object.fromEntries(
          train.plan.products.map(({ id, release }) => [id, release]),
        ),
        product,
        dataMigration?.within,
        stepsDigests(train.manifest),
      )
    : undefined;
}

/**
 * When what `derivedResult` says came about: a rehearsal that passed is as old as it is, however often somebody looks
 * at what came of it. Undefined where it is so now.
 *
 * @public
 */
export function derivedAt(
  train: Pick<TrainState, 'rehearsals'>,
  { criterion }: Pick<AskedCriterion, 'criterion'>,
  { status }: Pick<ResultDraft, 'status'>,
): string | undefined {
  const asked = criterion.rehearsal ?? criterion.dataMigration;
  return asked && status === 'pass'
    ? train.rehearsals
        .filter(({ id }) => asked.rehearsals.includes(id))
        .flatMap(({ finishedAt }) => finishedAt ?? [])
        .sort()[0]
    : undefined;
}

/**
 * The next instant at which something about the gates follows from the clock alone: one opens or expires, a result or
 * a waiver grows too old.
 *
 * @public
 */
export function gatesWakeAt(
  parts: TrainParts,
  now: string,
): string | undefined {
  // What has let the train through waits for nothing any more.
  const gates = parts.train.manifest.spec.gates.filter(
    ({ before }) => !gateIsUsed(parts.train, before),
  );
  return boardOf(parts, gates, now)
    .flatMap(({ state, parts: rows }) => [
      state.status === 'waiting' ? state.opensAt : undefined,
      state.status === 'open' ? state.expiresAt : undefined,
      ...rows.flatMap(({ cells }) => cells.map(cell => cell.validUntil)),
    ])
    .filter((at): at is string => at !== undefined && at > now)
    .sort()[0];
}

/** The states of a train's streams, from nothing but their events. @public */
export class TrainFold implements TrainParts {
  readonly products = new Map<string, ProductState>();
  readonly gates = new Map<string, GateState>();
  #train: TrainState | undefined;

  constructor(readonly id: string) {}

  /** @throws Error where no event of the train itself has come yet */
  get train(): TrainState {
    if (!this.#train) {
      throw new Error(`Train ${this.id} has no events of its own`);
    }
    return this.#train;
  }

  /** Whether the train has begun. */
  get begun(): boolean {
    return this.#train !== undefined;
  }

  /**
   * Takes the next event of a stream; it gets the stream's next version.
   *
   * @returns that version
   */
  apply(
    kind: TrainStreamKind,
    id: string,
    event: TrainEvent | ProductEvent | GateEvent,
    occurredAt: string,
  ): number {
    const version = this.versionOf(kind, id) + 1;
    const place = { runId: this.id, version, occurredAt };
    switch (kind) {
      case 'product':
        this.products.set(
          id,
          evolveProduct(this.products.get(id), event as ProductEvent, place),
        );
        break;
      case 'gate':
        this.gates.set(
          id,
          evolveGate(this.gates.get(id), event as GateEvent, place),
        );
        break;
      default:
        this.#train = evolveTrain(this.#train, event as TrainEvent, place);
    }
    return version;
  }

  /** Takes states that were folded before. */
  restore(parts: {
    train: TrainState;
    products: ProductState[];
    gates: GateState[];
  }): void {
    this.#train = parts.train;
    parts.products.forEach(state => this.products.set(state.id, state));
    parts.gates.forEach(state => this.gates.set(state.id, state));
  }

  /** Version of a stream; 0 where it has no events. */
  versionOf(kind: TrainStreamKind, id: string): number {
    switch (kind) {
      case 'product':
        return this.products.get(id)?.version ?? 0;
      case 'gate':
        return this.gates.get(id)?.version ?? 0;
      default:
        return this.#train?.version ?? 0;
    }
  }
}

/**
 * Which stream of a train a name stands for: `run/<id>`, `product/<id>/<product>` or `gate/<id>/<gate>`.
 *
 * @throws Error for any other
 * @public
 */
export function trainStreamOf(stream: string): {
  kind: TrainStreamKind;
  id: string;
} {
  const [kind, , ...rest] = stream.split('/');
  switch (kind) {
    case 'run':
      return { kind: 'train', id: '' };
    case 'product':
    case 'gate':
      return { kind, id: rest.join('/') };
    default:
      throw new Error(`${stream} is no stream of a train`);
  }
}

function gateOf(train: TrainState, id: string): TrainGate {
  const gate = train.manifest.spec.gates.find(candidate => candidate.id === id);
  if (!gate) {
    throw new Error(`Train ${train.id} has no gate ${id}`);
  }
  return gate;
}

import type { GateEvent, ProductEvent, TrainEvent } from '../../events';
import type { Window } from '../../windows';
import {
  advanceGate,
  decideGate,
  gatePart,
  standingOfGate,
  strictnessTable,
  type GateCommand,
  type GateContext,
  type PartStanding,
  type Strictness,
} from '../../gates';
import {
  noteSegments,
  parseManifest,
  type TrainManifest,
  type TrainManifestInput,
} from '../../manifest';
import type { GateState, ProductState, TrainState } from '../../model';
import type { Rejection } from '../../sweep';
import {
  advanceTrain,
  createTrain,
  criterionContextOf,
  decideProduct,
  decideTrain,
  gateContextOf,
  planStreams,
  planTrain,
  trainContextOf,
  TrainFold,
  waveOfSteps,
  type CatalogFacts,
  type ProductCommand,
  type TrainCommand,
  type TrainContext,
  type TrainDirective,
  type TrainStreamKind,
} from '..';

/** An event with the stream that it belongs to: `train`, `product/<id>` or `gate/<id>`. */
export interface Recorded {
  stream: string;
  event: TrainEvent | ProductEvent | GateEvent;
  at: string;
}

/** Level without demands, so that a test says for itself what is asked. */
export const DEPARTURE = '2030-03-26T09:00:00.000Z';

/** Evidence that passes. */
export const PASS = {
  status: 'pass' as const,
  summary: 'All well',
  evidence: [{ title: 'Run 1', url: 'https://ci.example.com/1' }],
};

const LAX = { demands: [], signOffs: 1 };

export const LAX_STRICTNESS: Strictness = strictnessTable({
  critical: LAX,
  high: LAX,
  medium: LAX,
  low: LAX,
});

/** A train whose store is the memory: the real decisions, and no database. */
export class MemoryTrain {
  readonly #fold = new TrainFold('train-1');
  readonly log: Recorded[] = [];
  /** Work ids of communications that were handed to a worker. */
  readonly sent: string[] = [];
  analysing: TrainDirective[] = [];
  wakeAt?: string;
  #ids = 0;

  constructor(
    manifest: TrainManifest,
    public now: string = '2030-03-01T00:00:00.000Z',
    readonly strictness: Strictness = LAX_STRICTNESS,
    readonly facts: CatalogFacts = factsOf(manifest),
    readonly operatorWindows: Window[] = [],
  ) {
    const streams = createTrain({
      id: 'train-1',
      manifest,
      changeDigest: 'sha256:0',
      createdBy: { kind: 'user', ref: 'user:default/ana' },
      plan: planTrain(manifest, facts, {
        revision: 1,
        strictness,
        operatorWindows,
      }),
      followUps: [],
    });
    this.#applyTrain(streams.train);
    this.#applyPlan(streams);
    this.advance();
  }

  /** @returns the rejection, where the decision was against it */
  command(command: TrainCommand): Rejection | undefined {
    const { events, rejection } = decideTrain(
      this.train,
      command,
      this.context(),
    );
    if (events) {
      this.#applyTrain(events);
      if (events.some(({ type }) => type === 'train.revised')) {
        this.#applyPlan(planStreams(this.train.manifest, this.train.plan));
      }
      this.advance();
    }
    return rejection;
  }

  product(id: string, command: ProductCommand): Rejection | undefined {
    const rejection = this.#decideProduct(id, command);
    this.advance();
    return rejection;
  }

  gate(id: string, command: GateCommand): Rejection | undefined {
    const { events, rejection } = decideGate(
      this.#gateState(id),
      command,
      this.gateContext(id),
    );
    if (events) {
      this.#applyGate(id, events);
      this.advance();
    }
    return rejection;
  }

  revise(
    manifest: TrainManifest,
    by = 'user:default/ana',
  ): Rejection | undefined {
    const plan = planTrain(manifest, this.facts, {
      revision: this.train.plan.revision + 1,
      strictness: this.strictness,
      operatorWindows: this.operatorWindows,
    });
    return this.command({
      type: 'revise',
      by,
      reason: 'A new scope',
      manifest,
      changeDigest: 'sha256:1',
      plan,
    });
  }

  /**
   * Its gate is a GO, and it departs when that is planned; for trains of `trainManifest` with the gate that it has.
   *
   * @throws Error where it is refused
   */
  depart(): void {
    this.gate('go', {
      type: 'record',
      gate: 'go',
      criterion: 'on-call',
      result: PASS,
      by: 'system:on-call',
    });
    this.at(DEPARTURE);
    const rejection = this.command({ type: 'depart', by: 'user:default/ana' });
    if (rejection) {
      throw new Error(rejection.message);
    }
  }

  /** Lets time pass. */
  at(now: string): void {
    this.now = now;
    this.advance();
  }

  /** Lets time pass up to the next instant at which something follows from the clock. */
  wake(): boolean {
    if (this.wakeAt === undefined) {
      return false;
    }
    this.at(this.wakeAt);
    return true;
  }

  get train(): TrainState {
    return this.#fold.train;
  }

  set train(train: TrainState) {
    this.#fold.restore({ train, products: [], gates: [] });
  }

  get products(): ReadonlyMap<string, ProductState> {
    return this.#fold.products;
  }

  get gates(): ReadonlyMap<string, GateState> {
    return this.#fold.gates;
  }

  context(): TrainContext {
    return trainContextOf(this, this.now, this.operatorWindows);
  }

  gateContext(id: string): GateContext {
    return gateContextOf(this, id, this.now);
  }

  part(gate: string, product: string): PartStanding {
    const state = this.products.get(product)!;
    const context = criterionContextOf(this, gate, this.now, product);
    return gatePart(context.gate, state.criteria, state.version, context);
  }

  /** Digest of what a gate asks to be signed now. */
  digest(gate: string): string {
    return standingOfGate(this.#gateState(gate), this.gateContext(gate))
      .standing.digest;
  }

  /** The piece of work under way of a product. */
  runningStep(
    id: string,
  ): { wave: string; step: string; workId?: string; kind: string } | undefined {
    for (const { wave, steps } of this.products.get(id)?.activations ?? []) {
      const step = steps.find(({ status }) => status === 'running');
      if (step) {
        return { wave, step: step.id, workId: step.workId, kind: step.kind };
      }
    }
    return undefined;
  }

  /** A worker reports on the step of a product that is under way. */
  finishStep(id: string, failed = false): Rejection | undefined {
    const step = this.runningStep(id);
    if (!step?.workId) {
      return { code: 'conflict', message: 'nothing runs' };
    }
    return this.product(id, {
      type: 'completeStep',
      wave: step.wave,
      step: step.step,
      workId: step.workId,
      outcome: failed
        ? {
            type: 'failed',
            failure: {
              class: 'permanent',
              code: 'broken',
              message: 'It broke',
            },
          }
        : { type: 'done' },
    });
  }

  /** All workers report until nothing runs any more. */
  finishAll(): void {
    for (;;) {
      const busy = [...this.products.keys()].find(
        id => this.runningStep(id)?.workId !== undefined,
      );
      if (busy === undefined) {
        return;
      }
      this.finishStep(busy);
    }
  }

  advance(): void {
    for (;;) {
      const before = this.log.length;
      for (const id of this.gates.keys()) {
        this.#applyGate(
          id,
          advanceGate(this.#gateState(id), this.gateContext(id)),
        );
      }
      const advance = advanceTrain(this.train, this.context());
      this.#applyTrain(advance.events);
      if (advance.events.length === 0) {
        this.analysing = advance.start.filter(({ type }) => type === 'analyse');
        this.wakeAt = advance.wakeAt;
        advance.start.forEach(directive => this.#start(directive));
      }
      if (this.log.length === before) {
        return;
      }
    }
  }

  #start(directive: TrainDirective): void {
    switch (directive.type) {
      case 'activate':
        directive.products.forEach(id =>
          this.#decideProduct(id, {
            type: 'activate',
            wave: directive.wave,
            round: directive.round,
          }),
        );
        break;
      case 'rollBack':
        directive.products.forEach(id =>
          this.#decideProduct(id, {
            type: 'rollBack',
            wave: directive.wave,
            reason: directive.reason,
          }),
        );
        break;
      case 'send': {
        const workId = this.#newId();
        const { events } = decideTrain(
          this.train,
          { type: 'startSending', id: directive.communication, workId },
          this.context(),
        );
        if (events) {
          this.sent.push(directive.communication);
          this.#applyTrain(events);
        }
        break;
      }
      default:
    }
  }

  #decideProduct(id: string, command: ProductCommand): Rejection | undefined {
    const state = this.products.get(id)!;
    const { events, rejection } = decideProduct(state, command, {
      now: this.now,
      random: () => 0.5,
      newId: () => this.#newId(),
      retry: this.train.manifest.spec.retry,
      product: this.train.manifest.spec.products.find(
        product => product.id === id,
      )!,
      wave:
        'wave' in command ? waveOfSteps(this.train, command.wave) : undefined,
      segments: noteSegments(this.train.manifest),
      criterion:
        'gate' in command && this.gates.has(command.gate)
          ? criterionContextOf(this, command.gate, this.now, id)
          : undefined,
    });
    this.#applyProduct(id, events ?? []);
    return rejection;
  }

  #gateState(id: string): GateState {
    return this.gates.get(id)!;
  }

  #newId(): string {
    this.#ids += 1;
    return `work-${this.#ids}`;
  }

  #applyPlan(
    streams: Pick<ReturnType<typeof createTrain>, 'products' | 'gates'>,
  ): void {
    streams.products.forEach(({ id, events }) =>
      this.#applyProduct(id, events),
    );
    streams.gates.forEach(({ id, events }) => this.#applyGate(id, events));
  }

  #applyTrain(events: TrainEvent[]): void {
    events.forEach(event => this.#apply('train', '', event));
  }

  #applyProduct(id: string, events: ProductEvent[]): void {
    events.forEach(event => this.#apply('product', id, event));
  }

  #applyGate(id: string, events: GateEvent[]): void {
    events.forEach(event => this.#apply('gate', id, event));
  }

  #apply(kind: TrainStreamKind, id: string, event: Recorded['event']): void {
    this.log.push({
      stream: kind === 'train' ? kind : `${kind}/${id}`,
      event,
      at: this.now,
    });
    this.#fold.apply(kind, id, event, this.now);
  }
}

/** A catalog that knows every product of a manifest, and nothing between them. */
export function factsOf({ spec }: TrainManifest): CatalogFacts {
  return {
    entities: Object.fromEntries(
      spec.products.map(({ id, entity }) => [
        entity,
        { title: id, owner: `group:default/team-${id}` },
      ]),
    ),
    dependencies: [],
    consumers: [],
  };
}

type SpecInput = TrainManifestInput['spec'];

/** A product with one step each way. */
export function productOf(
  id: string,
  patch: Partial<SpecInput['products'][number]> = {},
): SpecInput['products'][number] {
  return {
    id,
    entity: `component:default/${id}`,
    version: '1.0.0',
    criticality: 'medium',
    activation: [{ id: 'on', flag: { key: id, set: 'on' } }],
    rollback: [{ id: 'off', flag: { key: id, set: 'off' } }],
    ...patch,
  };
}

/** Vault ← payments ← checkout ← shop, and estimates beside them; one gate that asks for people on call. */
export function trainManifest(patch: Partial<SpecInput> = {}): TrainManifest {
  const parsed = parseManifest(
    {
      apiVersion: 'orchestrator/v1',
      kind: 'Train',
      metadata: { name: 'spring' },
      spec: {
        owner: 'group:default/commerce',
        timezone: 'Europe/Berlin',
        departure: '2030-03-26T10:00',
        products: ['vault', 'payments', 'checkout', 'shop', 'estimates'].map(
          id => productOf(id),
        ),
        dependencies: [
          { from: 'payments', to: 'vault', reason: 'cards' },
          { from: 'checkout', to: 'payments', reason: 'prices' },
          { from: 'shop', to: 'checkout', reason: 'offers' },
        ],
        gates: [
          {
            id: 'go',
            title: 'Go or no-go',
            criteria: [{ id: 'on-call', scope: 'train', onCall: {} }],
          },
        ],
        waves: [{ id: 'pilot' }, { id: 'all' }],
        ...patch,
      } satisfies SpecInput,
    },
    { kinds: ['Train'] },
  );
  if ('issues' in parsed) {
    throw new Error(parsed.issues.map(issue => issue.message).join('; '));
  }
  return parsed.manifest;
}

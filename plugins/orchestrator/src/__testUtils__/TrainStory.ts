import {
  aboard,
  advanceGate,
  advanceTrain,
  createTrain,
  currentWave,
  decideGate,
  decideProduct,
  decideTrain,
  DEFAULT_STRICTNESS,
  evolveGate,
  evolveProduct,
  evolveTrain,
  gateIsUsed,
  gatePart,
  noteSegments,
  planStreams,
  planTrain,
  productChecks,
  tickItems,
  trainBoard,
  trainObstacles,
  waveOfSteps,
  type CatalogFacts,
  type CriterionContext,
  type GateCommand,
  type GateContext,
  type GateEvent,
  type GateState,
  type ProductCommand,
  type ProductEvent,
  type ProductState,
  type RunEventRecord,
  type TrainCommand,
  type TrainContext,
  type TrainDirective,
  type TrainEvent,
  type TrainManifest,
  type TrainState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { TrainDetail, TrainSummary } from '../data';

const ALLOWED = { allowed: true };
const REFS = [
  'group:default/commerce',
  'group:default/technology',
  'group:default/team-payments',
  'group:default/team-checkout',
];

/** A train that is lived through in the memory, by the real decisions: what it answers is what a backend would. */
export class TrainStory {
  state!: TrainState;
  readonly products = new Map<string, ProductState>();
  readonly gates = new Map<string, GateState>();
  readonly events: RunEventRecord[] = [];
  #ids = 0;

  constructor(
    readonly manifest: TrainManifest,
    readonly source: string,
    public now: string,
    readonly id = 'train-1',
  ) {
    const streams = createTrain({
      id,
      manifest,
      source,
      changeDigest: 'sha256:0',
      createdBy: { kind: 'user', ref: 'user:default/ana' },
      plan: planTrain(manifest, factsOf(manifest), {
        revision: 1,
        strictness: DEFAULT_STRICTNESS,
      }),
      followUps: [],
    });
    this.#applyTrain(streams.train);
    this.#applyPlan(streams);
    this.#advance();
  }

  /** @throws Error with what the decision says against it */
  train(command: TrainCommand): this {
    const events = accepted(decideTrain(this.state, command, this.#context()));
    this.#applyTrain(events);
    if (events.some(({ type }) => type === 'train.revised')) {
      this.#applyPlan(planStreams(this.state.manifest, this.state.plan));
    }
    this.#advance();
    return this;
  }

  product(id: string, command: ProductCommand): this {
    this.#product(id, command);
    this.#advance();
    return this;
  }

  gate(id: string, command: GateCommand): this {
    this.#applyGate(
      id,
      accepted(decideGate(this.gates.get(id)!, command, this.#gateContext(id))),
    );
    this.#advance();
    return this;
  }

  at(now: string): this {
    this.now = now;
    this.#advance();
    return this;
  }

  /** Brings evidence for everything that the gates ask. */
  answerAll(): this {
    for (const { id: gate, parts } of this.detail().board) {
      for (const { part, cells } of parts) {
        cells
          .filter(({ kind }) => kind !== 'signOff')
          .forEach(({ criterion }) => this.answer(part, gate, criterion));
        cells
          .filter(({ kind }) => kind === 'signOff')
          .forEach(({ criterion }) => this.answer(part, gate, criterion));
      }
    }
    return this;
  }

  /** Brings evidence for one criterion. */
  answer(part: string, gate: string, criterion: string): this {
    const asked = this.manifest.spec.gates
      .find(({ id }) => id === gate)!
      .criteria.find(({ id }) => id === criterion)!;
    const place = { gate, criterion };
    const give = (command: GateCommand & ProductCommand) =>
      part === 'train' ? this.gate(gate, command) : this.product(part, command);
    const items = tickItems(asked, productChecks(this.state, part));
    if (items) {
      items.forEach(item =>
        give({
          type: 'tick',
          ...place,
          item: item.id,
          done: true,
          note: 'Seen',
          evidence: [],
          by: 'user:default/pia',
          ownershipRefs: [
            ...REFS,
            ...this.#owners(part),
            ...(item.owner === undefined ? [] : [item.owner]),
          ],
        }),
      );
    } else if (asked.signOff) {
      for (const by of ['user:default/pia', 'user:default/quinn']) {
        give({
          type: 'signCriterion',
          ...place,
          decision: 'approved',
          evidenceDigest: this.detail()
            .board.find(({ id }) => id === gate)!
            .parts.find(one => one.part === part)!.subjectDigest,
          by,
          ownershipRefs: [...REFS, ...this.#owners(part)],
        });
      }
    } else {
      give({
        type: 'record',
        ...place,
        result: {
          status: 'pass',
          summary: 'All well',
          evidence: [{ title: 'Run 1', url: 'https://ci.example.com/1' }],
          facts: { commit: 'abc123' },
        },
        by: 'system:evidence',
      });
    }
    return this;
  }

  sign(gate: string, by: string, ref: string): this {
    return this.gate(gate, {
      type: 'sign',
      decision: 'approved',
      evidenceDigest: this.detail().board.find(({ id }) => id === gate)!.digest,
      by,
      ownershipRefs: [ref],
    });
  }

  /** A worker reports on the step of a product that is under way. */
  finishStep(id: string, failed = false): this {
    for (const { wave, steps } of this.products.get(id)!.activations) {
      const step = steps.find(({ status }) => status === 'running');
      if (step?.workId !== undefined) {
        return this.product(id, {
          type: 'completeStep',
          wave,
          step: step.id,
          workId: step.workId,
          outcome: failed
            ? {
                type: 'failed',
                failure: {
                  class: 'permanent',
                  code: 'broken',
                  message: 'The flag service answered 500.',
                },
              }
            : { type: 'done' },
        });
      }
    }
    throw new Error(`No worker is busy with ${id}`);
  }

  /** Workers and people report until nothing of a product is under way. */
  finishAll(id: string): this {
    for (;;) {
      const activation = this.products
        .get(id)!
        .activations.find(({ steps }) =>
          steps.some(({ status }) => status === 'running'),
        );
      const step = activation?.steps.find(({ status }) => status === 'running');
      if (!activation || !step) {
        return this;
      }
      const place = { wave: activation.wave, step: step.id };
      if (step.kind !== 'manual') {
        this.finishStep(id);
      } else if (step.runbook) {
        this.product(id, {
          type: 'tickRunbook',
          ...place,
          runbookStep: step.runbook.steps[step.ticks.length],
          result: 'done',
          by: 'user:default/pia',
          onCall: [],
        });
      } else {
        this.product(id, {
          type: 'finishManualStep',
          ...place,
          result: 'done',
          by: 'user:default/pia',
          note: 'Done',
        });
      }
    }
  }

  summary(): TrainSummary {
    const { state } = this;
    const ids = aboard(state);
    return {
      id: state.id,
      kind: 'Train',
      name: state.name,
      title: state.title,
      owner: state.owner,
      labels: state.manifest.metadata.labels ?? {},
      phase: state.phase,
      ...(state.outcome && { outcome: state.outcome }),
      departure: state.plan.departure,
      timezone: state.manifest.spec.timezone,
      paused: state.pause !== undefined,
      products: state.plan.products.map(({ layer, ...product }) => ({
        ...product,
        aboard: ids.includes(product.id),
      })),
      gates: [...this.gates.values()].map(
        ({ id, title, before, status, opensAt }) => ({
          id,
          title,
          before,
          status,
          opensAt,
        }),
      ),
      waves: state.waves.map(({ id, title, status }) => ({
        id,
        title,
        status,
      })),
      openIncidents: state.incidents.filter(({ resolvedAt }) => !resolvedAt)
        .length,
      createdBy: state.createdBy,
      createdAt: state.createdAt,
      updatedAt: state.updatedAt,
    };
  }

  detail(): TrainDetail {
    const { state, now } = this;
    return {
      ...this.summary(),
      version: state.version,
      source: this.source,
      train: state,
      productStates: [...this.products.values()],
      gateStates: [...this.gates.values()],
      board: trainBoard(
        { train: state, products: this.products, gates: this.gates },
        now,
      ).map(
        ({ gate, state: { title, status, opensAt, expiresAt }, ...board }) => ({
          id: gate.id,
          title,
          before: gate.before,
          status,
          opensAt,
          expiresAt,
          digest: board.standing.digest,
          complete: board.standing.complete,
          goes: board.standing.goes,
          questions: board.standing.questions,
          parts: board.parts,
          sign: ALLOWED,
        }),
      ),
      obstacles: trainObstacles(state, this.#context()),
      conflicts: [],
      actions: {
        depart: ALLOWED,
        pause: ALLOWED,
        resume: ALLOWED,
        halt: ALLOWED,
        resumeWave: ALLOWED,
        stopHere: ALLOWED,
        rollback: ALLOWED,
        cancel: { allowed: false, reason: 'A wave has started.' },
        close: ALLOWED,
        overrideWindow: ALLOWED,
        giveVerdict: ALLOWED,
        openIncident: ALLOWED,
      },
      deadlines: state.plan.milestones
        .filter(({ deadline }) => deadline)
        .flatMap(({ id: milestone }) =>
          aboard(state).map(product => ({
            product,
            milestone,
            confirm: ALLOWED,
            except: ALLOWED,
          })),
        ),
      messages: state.communications.map(({ id }) => ({
        id,
        approve: ALLOWED,
      })),
      now,
    };
  }

  #owners(part: string): string[] {
    return [
      part === 'train'
        ? this.state.owner
        : this.products.get(part)!.owner ?? '',
    ];
  }

  #context(): TrainContext {
    const activations: TrainContext['activations'] = {};
    for (const [id, product] of this.products) {
      for (const { wave, status, round } of product.activations) {
        activations[wave] = { ...activations[wave], [id]: { status, round } };
      }
    }
    return {
      now: this.now,
      gates: Object.fromEntries(this.gates),
      activations,
      products: this.products,
    };
  }

  #criterion(gate: string): CriterionContext {
    const asked = this.state.manifest.spec.gates.find(({ id }) => id === gate)!;
    return {
      now: this.now,
      gate: asked,
      planRevision: this.state.plan.revision,
      criticality: 'critical',
      strictness: this.state.plan.strictness,
      authors: this.state.authors,
      used: gateIsUsed(this.state, asked.before),
      owner: this.state.owner,
    };
  }

  #productCriterion(gate: string, id: string): CriterionContext {
    const product = this.state.plan.products.find(one => one.id === id)!;
    return {
      ...this.#criterion(gate),
      product,
      checks: productChecks(this.state, id),
      criticality: product.criticality,
      owner: product.owner ?? this.state.owner,
    };
  }

  #gateContext(id: string): GateContext {
    const ids = aboard(this.state);
    return {
      ...this.#criterion(id),
      products: this.state.plan.products.filter(product =>
        ids.includes(product.id),
      ),
      parts: ids.map(product => {
        const state = this.products.get(product)!;
        return gatePart(
          this.#criterion(id).gate,
          state.criteria,
          state.version,
          this.#productCriterion(id, product),
        ).part;
      }),
    };
  }

  #product(id: string, command: ProductCommand): void {
    const decision = decideProduct(this.products.get(id)!, command, {
      now: this.now,
      random: () => 0.5,
      newId: () => this.#newId(),
      retry: this.manifest.spec.retry,
      product: this.manifest.spec.products.find(one => one.id === id)!,
      wave:
        'wave' in command ? waveOfSteps(this.state, command.wave) : undefined,
      segments: noteSegments(this.manifest),
      criterion:
        'gate' in command
          ? this.#productCriterion(command.gate, id)
          : undefined,
    });
    this.#applyProduct(id, accepted(decision));
  }

  #newId(): string {
    this.#ids += 1;
    return `work-${this.#ids}`;
  }

  #advance(): void {
    let before: number;
    do {
      before = this.events.length;
      for (const id of this.gates.keys()) {
        this.#applyGate(
          id,
          advanceGate(this.gates.get(id)!, this.#gateContext(id)),
        );
      }
      const { events, start } = advanceTrain(this.state, this.#context());
      this.#applyTrain(events);
      if (events.length === 0) {
        start.forEach(directive => this.#start(directive));
      }
    } while (this.events.length > before);
  }

  #start(directive: TrainDirective): void {
    if (directive.type === 'activate') {
      const { wave, round } = directive;
      directive.products.forEach(id =>
        this.#product(id, { type: 'activate', wave, round }),
      );
    } else if (directive.type === 'rollBack') {
      const { wave, reason } = directive;
      directive.products.forEach(id =>
        this.#product(id, { type: 'rollBack', wave, reason }),
      );
    }
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
    for (const event of events) {
      this.state = evolveTrain(
        this.state,
        event,
        this.#place(`run/${this.id}`, event, this.state?.version),
      );
    }
  }

  #applyProduct(id: string, events: ProductEvent[]): void {
    for (const event of events) {
      const state = this.products.get(id);
      this.products.set(
        id,
        evolveProduct(
          state,
          event,
          this.#place(`product/${this.id}/${id}`, event, state?.version),
        ),
      );
    }
  }

  #applyGate(id: string, events: GateEvent[]): void {
    for (const event of events) {
      const state = this.gates.get(id);
      this.gates.set(
        id,
        evolveGate(
          state,
          event,
          this.#place(`gate/${this.id}/${id}`, event, state?.version),
        ),
      );
    }
  }

  #place(
    stream: string,
    event: TrainEvent | ProductEvent | GateEvent,
    before = 0,
  ) {
    const version = before + 1;
    this.events.push({
      position: this.events.length + 1,
      stream,
      version,
      runId: this.id,
      type: event.type,
      data: event.data as unknown as RunEventRecord['data'],
      schemaVersion: 1,
      actor: { kind: 'system', ref: 'system:orchestrator' },
      requestId: 'request-1',
      occurredAt: this.now,
      links: [],
    });
    return { runId: this.id, version, occurredAt: this.now };
  }
}

function accepted<T>(decision: {
  events?: T[];
  rejection?: { message: string };
}): T[] {
  if (decision.rejection) {
    throw new Error(decision.rejection.message);
  }
  return decision.events ?? [];
}

/** A catalog that knows every product of a manifest, and nothing between them. */
function factsOf({ spec }: TrainManifest): CatalogFacts {
  return {
    entities: Object.fromEntries(
      spec.products.map(({ id, entity }) => [
        entity,
        { title: id, owner: 'group:default/team-payments' },
      ]),
    ),
    dependencies: [],
    consumers: [],
  };
}

/** The wave of a story that is under way. */
export function waveOf(story: TrainStory) {
  return currentWave(story.state)!;
}

import { ConflictError, NotFoundError } from '@backstage/errors';
import {
  advanceGate,
  advanceTrain,
  askedCriteria,
  createTrain,
  criterionContextOf,
  decideGate,
  decideProduct,
  decideTrain,
  derivedAt,
  derivedResult,
  ENDED_PHASES,
  gateContextOf,
  gateIsUsed,
  gateStream,
  gatesWakeAt,
  measureObstacle,
  noteSegments,
  planStreams,
  productStream,
  runStream,
  sealObstacle,
  SYSTEM_ACTOR,
  trainContextOf,
  TrainFold,
  waveOfSteps,
  type AskedCriterion,
  type Decision,
  type GateCommand,
  type GateEvent,
  type NewEvent,
  type NewTrain,
  type ProductCommand,
  type ProductEvent,
  type TrainCommand,
  type TrainContext,
  type TrainDirective,
  type TrainEvent,
  type TrainState,
  type TrainStreamKind,
  type Window,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { accepted } from '../runs/accepted';
import type { EventCause, StreamAppend } from '../store/EventLog';
import type { Lane } from '../work/lanes';
import type { WorkItem } from '../work/WorkTransport';
import { gateIsInTheWay } from './gateIsInTheWay';
import type { TrainRecords, Watch } from './TrainRecords';
import {
  formatSubject,
  isCollected,
  isWatched,
  parseSubject,
  subjectOf,
  type WatchSubject,
} from './watches';

/** Lane of the work that trains need. */
export const TRAIN_LANE: Lane = 'train';

/** Kinds of work of trains. */
export type TrainWorkKind = 'train.step' | 'train.send' | 'train.watch';

/** More than a train can do by itself in one go; reaching it is a fault in the decisions. */
const MAX_ADVANCES = 5_000;

/** What decisions look at beside the state of a train. */
export interface TrainRules {
  /** For the jitter of retries: at least 0, less than 1. */
  random(): number;
  /** A new id of a piece of work. */
  newId(): string;
  /** Windows of the portal, for every run. */
  operatorWindows: Window[];
}

/**
 * One transaction on one train: decisions are made on locked state, and events, read tables, work, timers and the
 * outbox are written together or not at all, each once, when it finishes.
 *
 * @remarks It loads all streams of the train, which are few: see docs/adr/0014.
 */
export class TrainTransaction {
  readonly records: TrainRecords;
  readonly #fold: TrainFold;
  readonly #rules: TrainRules;
  readonly #cause: EventCause;
  readonly #dirty = new Set<string>();
  readonly #appends = new Map<string, StreamAppend>();
  readonly #work: WorkItem[] = [];
  #watches = new Map<string, Watch>();
  readonly #changedWatches = new Set<string>();
  #isNew = false;
  #changeDigest: string | undefined;
  #wakeAt: string | undefined;
  #wanted: TrainDirective[] = [];

  constructor(
    records: TrainRecords,
    options: { trainId: string; cause: EventCause; rules: TrainRules },
  ) {
    this.records = records;
    this.#fold = new TrainFold(options.trainId);
    this.#cause = options.cause;
    this.#rules = options.rules;
  }

  get train(): TrainState {
    return this.#fold.train;
  }

  get parts(): TrainFold {
    return this.#fold;
  }

  get now(): string {
    return this.#cause.occurredAt;
  }

  /** @throws NotFoundError */
  async load(): Promise<TrainState> {
    const { id } = this.#fold;
    const train = await this.records.loadTrain(id);
    if (!train) {
      throw new NotFoundError(`There is no train ${id}`);
    }
    this.#fold.restore({
      train,
      products: await this.records.loadProducts(id),
      gates: await this.records.loadGates(id),
    });
    this.#watches = new Map(
      (await this.records.loadWatches(id)).map(watch => [watch.subject, watch]),
    );
    return train;
  }

  /**
   * Starts the streams of a new train.
   *
   * @throws ConflictError where a product is not in the catalog
   */
  begin(train: NewTrain): void {
    this.#isNew = true;
    const streams = createTrain(train);
    this.#apply('train', '', streams.train);
    this.#applyPlan(streams);
  }

  /** @throws an error of `@backstage/errors` where the decision is against it */
  command(command: TrainCommand): void {
    const events = accepted(decideTrain(this.train, command, this.#context()));
    this.#apply('train', '', events);
    if (events.some(({ type }) => type === 'train.revised')) {
      this.#applyPlan(planStreams(this.train.manifest, this.train.plan));
      this.#forgetEvidence();
    }
  }

  #context(): TrainContext {
    const { operatorWindows } = this.#rules;
    return trainContextOf(this.#fold, this.now, operatorWindows);
  }

  /** What is released now may be something else: all of it is looked at again. */
  #forgetEvidence(): void {
    for (const name of [...this.#watches.keys()]) {
      if (parseSubject(name).kind === 'gate') {
        this.#watches.delete(name);
        this.#changedWatches.add(name);
      }
    }
  }

  /** @throws NotFoundError, or an error of `@backstage/errors` where the decision is against it */
  commandProduct(id: string, command: ProductCommand): ProductEvent[] {
    this.#refuseSealed();
    const events = accepted(this.#decideProduct(id, command));
    this.#apply('product', id, events);
    return events;
  }

  /** @throws ConflictError for a train that is history; what is asked of the train itself is decided there */
  #refuseSealed(): void {
    const obstacle = sealObstacle(this.train);
    if (obstacle !== undefined) {
      throw new ConflictError(obstacle);
    }
  }

  /** What a command would do to a product; nothing is done yet. */
  #decideProduct(id: string, command: ProductCommand): Decision<ProductEvent> {
    const state = this.#fold.products.get(id);
    const product = this.train.manifest.spec.products.find(
      candidate => candidate.id === id,
    );
    if (!state || !product) {
      throw new NotFoundError(`Train ${this.#fold.id} has no product ${id}`);
    }
    return decideProduct(state, command, {
      now: this.now,
      random: () => this.#rules.random(),
      newId: () => this.#rules.newId(),
      retry: this.train.manifest.spec.retry,
      product,
      wave:
        'wave' in command ? waveOfSteps(this.train, command.wave) : undefined,
      segments: noteSegments(this.train.manifest),
      criterion:
        'gate' in command && this.#fold.gates.has(command.gate)
          ? criterionContextOf(this.#fold, command.gate, this.now, id)
          : undefined,
    });
  }

  /** @throws NotFoundError, or an error of `@backstage/errors` where the decision is against it */
  commandGate(id: string, command: GateCommand): void {
    this.#refuseSealed();
    const state = this.#fold.gates.get(id);
    if (!state) {
      throw new NotFoundError(`Train ${this.#fold.id} has no gate ${id}`);
    }
    this.#apply(
      'gate',
      id,
      accepted(
        decideGate(state, command, gateContextOf(this.#fold, id, this.now)),
      ),
    );
  }

  /** What is watched under a subject, if it is. */
  watch(subject: string): Watch | undefined {
    return this.#watches.get(subject);
  }

  /** Whether a subject is still to be watched, once the train has come to rest. */
  async wants(subject: string): Promise<boolean> {
    await this.#advance();
    return this.#wantedSubjects().some(
      wanted => formatSubject(wanted) === subject,
    );
  }

  setWatch(watch: Watch): void {
    this.#watches.set(watch.subject, watch);
    this.#changedWatches.add(watch.subject);
  }

  /** Has something looked at again, now. */
  refresh(subject: WatchSubject): void {
    this.#refuseSealed();
    const obstacle = this.#refreshObstacle(subject);
    if (obstacle !== undefined) {
      throw new ConflictError(obstacle);
    }
    this.#startWatch(
      subject,
      subject.kind === 'success' ? { asked: true } : undefined,
    );
  }

  #refreshObstacle(subject: WatchSubject): string | undefined {
    if (ENDED_PHASES.includes(this.train.phase)) {
      return `The train is ${this.train.phase}`;
    }
    if (subject.kind === 'success') {
      return measureObstacle(this.train, subject.metric);
    }
    const name = formatSubject(subject);
    return this.#collected().some(
      asked => formatSubject(subjectOf(asked)) === name,
    )
      ? undefined
      : 'Its evidence is not collected: it follows from what people do, or the gate has let the train through';
  }

  /** Does what the clock has brought since the last time, though its timer is late: what is asked for comes after it. */
  async catchUp(): Promise<void> {
    await this.#advance();
  }

  /** Does what follows by itself, then writes all that is not written yet. */
  async finish(): Promise<TrainState> {
    await this.#advance();
    this.#keepWatches();
    await this.#write();
    return this.train;
  }

  async #advance(): Promise<void> {
    for (let step = 0; step < MAX_ADVANCES; step += 1) {
      if (!this.#step()) {
        return;
      }
    }
    throw new Error(`Train ${this.#fold.id} does not come to rest`);
  }

  /** @returns whether something has happened */
  #step(): boolean {
    const before = this.#eventCount();
    this.#recordDerived();
    for (const id of this.#fold.gates.keys()) {
      const state = this.#fold.gates.get(id);
      if (state && gateIsInTheWay(this.train, state)) {
        this.#apply(
          'gate',
          id,
          advanceGate(state, gateContextOf(this.#fold, id, this.now)),
        );
      }
    }
    const advance = advanceTrain(this.train, this.#context());
    this.#apply('train', '', advance.events);
    if (advance.events.length === 0) {
      this.#wakeAt = advance.wakeAt;
      this.#wanted = advance.start;
      advance.start.forEach(directive => this.#start(directive));
    }
    return this.#eventCount() > before;
  }

  /** What follows from the train itself is evidence like any other. */
  #recordDerived(): void {
    if (ENDED_PHASES.includes(this.train.phase)) {
      return;
    }
    for (const asked of askedCriteria(this.train)) {
      const { gate, criterion, product } = asked;
      const result = gateIsUsed(this.train, gate.before)
        ? undefined
        : derivedResult(this.train, asked);
      if (result) {
        const command = {
          type: 'record' as const,
          gate: gate.id,
          criterion: criterion.id,
          result,
          by: SYSTEM_ACTOR.ref,
          at: derivedAt(this.train, asked, result),
        };
        if (product === undefined) {
          this.commandGate(gate.id, command);
        } else {
          this.commandProduct(product, command);
        }
      }
    }
  }

  #start(directive: TrainDirective): void {
    switch (directive.type) {
      case 'activate':
        directive.products.forEach(id =>
          this.commandProduct(id, {
            type: 'activate',
            wave: directive.wave,
            round: directive.round,
          }),
        );
        break;
      case 'rollBack':
        directive.products.forEach(id =>
          this.commandProduct(id, {
            type: 'rollBack',
            wave: directive.wave,
            reason: directive.reason,
          }),
        );
        break;
      case 'send': {
        const workId = this.#rules.newId();
        this.command({
          type: 'startSending',
          id: directive.communication,
          workId,
        });
        this.#enqueue('train.send', workId);
        break;
      }
      default:
      // Watches are kept once the train has come to rest.
    }
  }

  /** What has to be watched now: what the train has asked for, evidence that is collected, and what people want to see. */
  #wantedSubjects(): WatchSubject[] {
    if (ENDED_PHASES.includes(this.train.phase)) {
      return [];
    }
    const criteria = this.#collected()
      .filter(
        asked =>
          isWatched(this.train, asked, this.now) ||
          this.#isUnderWay(subjectOf(asked)),
      )
      .map(subjectOf);
    return [
      ...this.#wanted.flatMap(directive => this.#subjectsOf(directive)),
      ...criteria,
      ...this.#askedMeasurements(),
    ];
  }

  #collected(): AskedCriterion[] {
    return askedCriteria(this.train).filter(asked =>
      isCollected(this.train, asked),
    );
  }

  #subjectsOf(directive: TrainDirective): WatchSubject[] {
    switch (directive.type) {
      case 'analyse': {
        const { wave, stage } = directive;
        const round =
          this.train.waves.find(({ id }) => id === wave)?.round ?? 1;
        return [{ kind: 'wave', wave, round, stage }];
      }
      case 'measure':
        return [{ kind: 'success', metric: directive.metric }];
      default:
        return [];
    }
  }

  /** Success metrics that somebody wants measured, due or not. */
  #askedMeasurements(): WatchSubject[] {
    return [...this.#watches.values()]
      .filter(
        ({ nextAt, records }) =>
          nextAt !== undefined && (records as { asked?: boolean }).asked,
      )
      .map(({ subject }) => parseSubject(subject))
      .filter(({ kind }) => kind === 'success');
  }

  #isUnderWay(subject: WatchSubject): boolean {
    return this.#watches.get(formatSubject(subject))?.nextAt !== undefined;
  }

  /** Begins the watches that are missing, and ends those that are wanted no more. */
  #keepWatches(): void {
    const wanted = new Map(
      this.#wantedSubjects().map(subject => [formatSubject(subject), subject]),
    );
    for (const [name, subject] of wanted) {
      if (!this.#watches.has(name)) {
        this.#startWatch(subject);
      }
    }
    for (const name of this.#watches.keys()) {
      // What was measured of a wave is kept for its charts.
      if (!wanted.has(name) && parseSubject(name).kind !== 'wave') {
        this.#watches.delete(name);
        this.#changedWatches.add(name);
      }
    }
  }

  #startWatch(subject: WatchSubject, records: Watch['records'] = {}): void {
    const workId = this.#rules.newId();
    const name = formatSubject(subject);
    this.setWatch({
      runId: this.#fold.id,
      subject: name,
      workId,
      nextAt: this.now,
      records,
    });
    this.#enqueue('train.watch', workId, name);
  }

  #enqueue(kind: TrainWorkKind, id: string, targetId?: string): void {
    this.#work.push({
      id,
      lane: TRAIN_LANE,
      kind,
      runId: this.#fold.id,
      targetId,
    });
  }

  #applyPlan(
    streams: Pick<ReturnType<typeof createTrain>, 'products' | 'gates'>,
  ): void {
    streams.products.forEach(({ id, events }) =>
      this.#apply('product', id, events),
    );
    streams.gates.forEach(({ id, events }) => this.#apply('gate', id, events));
  }

  #apply(
    kind: TrainStreamKind,
    id: string,
    events: (TrainEvent | ProductEvent | GateEvent)[],
  ): void {
    if (events.length === 0) {
      return;
    }
    const stream = this.#streamOf(kind, id);
    const append = this.#appends.get(stream) ?? {
      stream,
      runId: this.#fold.id,
      expectedVersion: this.#fold.versionOf(kind, id),
      events: [] as NewEvent[],
      cause: this.#cause,
    };
    for (const event of events) {
      this.#fold.apply(kind, id, event, this.now);
      append.events.push(event);
      this.#note(id, event);
    }
    this.#appends.set(stream, append);
    this.#dirty.add(stream);
  }

  /** What an event asks for beside its place in the log. */
  #note(id: string, event: TrainEvent | ProductEvent | GateEvent): void {
    if (event.type === 'train.created' || event.type === 'train.revised') {
      this.#changeDigest = event.data.changeDigest;
    }
    if (event.type === 'step.started' && event.data.workId !== undefined) {
      this.#enqueue('train.step', event.data.workId, id);
    }
    if (event.type === 'step.workflowGivenUp') {
      this.#enqueue('train.step', event.data.workId, id);
    }
  }

  #streamOf(kind: TrainStreamKind, id: string): string {
    switch (kind) {
      case 'product':
        return productStream(this.#fold.id, id);
      case 'gate':
        return gateStream(this.#fold.id, id);
      default:
        return runStream(this.#fold.id);
    }
  }

  #eventCount(): number {
    return [...this.#appends.values()].reduce(
      (sum, { events }) => sum + events.length,
      0,
    );
  }

  async #write(): Promise<void> {
    await this.#writeWatches();
    await this.records.enqueue(this.#work);
    await this.#writeTimer();
    const positions = await this.records.append([...this.#appends.values()]);
    if (positions === undefined) {
      return;
    }
    const changed = (kind: TrainStreamKind, id: string) =>
      this.#dirty.has(this.#streamOf(kind, id));
    if (changed('train', '')) {
      await this.records.saveTrain(this.train, {
        isNew: this.#isNew,
        changeDigest: this.#changeDigest,
      });
    }
    await this.records.saveProducts(
      [...this.#fold.products.values()].filter(({ id }) =>
        changed('product', id),
      ),
    );
    await this.records.saveGates(
      [...this.#fold.gates.values()].filter(({ id }) => changed('gate', id)),
    );
    await this.records.announce(this.#fold.id, positions, this.now);
  }

  async #writeWatches(): Promise<void> {
    for (const subject of this.#changedWatches) {
      const watch = this.#watches.get(subject);
      if (watch) {
        await this.records.saveWatch(watch);
      } else {
        await this.records.deleteWatch(this.#fold.id, subject);
      }
    }
  }

  /** One timer for all that follows from the clock. */
  async #writeTimer(): Promise<void> {
    const id = `${this.#fold.id}/train`;
    const ended = ENDED_PHASES.includes(this.train.phase);
    const dueAt = ended
      ? undefined
      : [this.#wakeAt, gatesWakeAt(this.#fold, this.now)]
          .filter((at): at is string => at !== undefined)
          .sort()[0];
    if (dueAt === undefined) {
      await this.records.clearTimer(id);
    } else {
      await this.records.setTimer({
        id,
        runId: this.#fold.id,
        kind: 'train',
        dueAt,
        payload: {},
      });
    }
  }
}

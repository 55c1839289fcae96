import {
  ConflictError,
  InputError,
  NotAllowedError,
  NotFoundError,
} from '@backstage/errors';
import {
  advanceRun,
  decideRun,
  decideTarget,
  evolveRun,
  evolveTarget,
  runStream,
  targetStream,
  type Decision,
  type NewEvent,
  type Rejection,
  type RunCommand,
  type RunEvent,
  type RunState,
  type StartDirective,
  type TargetCommand,
  type TargetCounts,
  type TargetEvent,
  type TargetState,
  type WindowState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { EVENTS_TOPIC } from '../outbox/OutboxDispatcher';
import type { EventCause, EventLog, StreamAppend } from '../store/EventLog';
import { CountChanges, projections } from '../store/projections';
import {
  evidenceDigest,
  readCounts,
  readRun,
  readTarget,
  selectStartable,
} from '../store/reads';
import type { WorkItem, WorkTransport } from '../work/WorkTransport';
import { timerChanges, type Timers } from './timers';

/** Lane of the work that needs git and a disk. */
export const GIT_LANE = 'git';

/** More steps than a run can take by itself in one go; reaching it is a fault in the decisions. */
const MAX_ADVANCES = 10_000;

/** What every transaction works with. */
export interface RunTransactionTools {
  log: EventLog;
  transport: WorkTransport;
  timers: Timers;
  random(): number;
  /** Whether changes may be opened; undefined where there are no windows. */
  windowOf?(run: RunState, at: string): WindowState | undefined;
}

/**
 * One transaction on one run: decisions are made on locked state, and events, read tables, work, timers and the
 * outbox are written together or not at all.
 */
export class RunTransaction {
  readonly #trx: Knex.Transaction;
  readonly #tools: RunTransactionTools;
  readonly #cause: EventCause;
  readonly #runId: string;
  #run: RunState | undefined;
  #isNew = false;
  #runDirty = false;
  readonly #targets = new Map<string, TargetState>();
  readonly #dirtyTargets = new Set<string>();
  readonly #appends = new Map<string, StreamAppend>();
  #counts: CountChanges;
  readonly #work: WorkItem[] = [];
  #firstPosition: number | undefined;
  #lastPosition: number | undefined;

  constructor(
    trx: Knex.Transaction,
    tools: RunTransactionTools,
    cause: EventCause,
    runId: string,
  ) {
    this.#trx = trx;
    this.#tools = tools;
    this.#cause = cause;
    this.#runId = runId;
    this.#counts = new CountChanges(runId);
  }

  get trx(): Knex.Transaction {
    return this.#trx;
  }

  get run(): RunState {
    if (!this.#run) {
      throw new Error('The run has not been loaded');
    }
    return this.#run;
  }

  /** @throws NotFoundError */
  async load(): Promise<RunState> {
    this.#run = await readRun(this.#trx, this.#runId, { lock: true });
    if (!this.#run) {
      throw new NotFoundError(`There is no run ${this.#runId}`);
    }
    return this.#run;
  }

  /** Starts the streams of a new run and of its targets. */
  begin(events: {
    run: RunEvent[];
    targets: { id: string; events: TargetEvent[] }[];
  }): void {
    this.#isNew = true;
    this.#applyRun(events.run);
    for (const target of events.targets) {
      this.#applyTarget(target.id, target.events);
    }
  }

  /** @throws NotFoundError */
  async target(id: string): Promise<TargetState> {
    const known =
      this.#targets.get(id) ?? (await readTarget(this.#trx, this.#runId, id));
    if (!known) {
      throw new NotFoundError(`Run ${this.#runId} has no target ${id}`);
    }
    this.#targets.set(id, known);
    return known;
  }

  /** Makes states that were read elsewhere known, so that they are not read again. */
  know(states: TargetState[]): void {
    for (const state of states) {
      if (!this.#targets.has(state.id)) {
        this.#targets.set(state.id, state);
      }
    }
  }

  /** @throws an error of `@backstage/errors` where the decision is against it */
  async command(command: RunCommand): Promise<void> {
    const counts = await this.#readCounts();
    this.#applyRun(
      accepted(
        decideRun(this.run, command, {
          now: this.#cause.occurredAt,
          counts: counts.all,
          unbatched: counts.unbatched,
        }),
      ),
    );
  }

  /** @returns the events that followed */
  async commandTarget(
    id: string,
    command: TargetCommand,
  ): Promise<TargetEvent[]> {
    const decision = await this.tryTarget(id, command);
    return accepted(decision);
  }

  /** Like `commandTarget`, for a caller that goes on after a rejection. */
  async tryTarget(
    id: string,
    command: TargetCommand,
  ): Promise<Decision<TargetEvent>> {
    const state = await this.target(id);
    const decision = decideTarget(state, command, {
      now: this.#cause.occurredAt,
      random: this.#tools.random,
      retry: this.run.manifest.spec.rollout.retry,
      runCancelled: this.run.status === 'cancelled',
    });
    if (decision.events) {
      this.#applyTarget(id, decision.events);
    }
    return decision;
  }

  /** Does what follows by itself, then writes all that is not written yet. */
  async finish(): Promise<{ run: RunState; lastPosition: number | undefined }> {
    await this.#advance();
    await this.#write();
    if (this.#work.length > 0) {
      await this.#tools.transport.enqueue(this.#trx, this.#work);
    }
    if (this.#firstPosition !== undefined && this.#lastPosition !== undefined) {
      await this.#trx('outbox').insert({
        topic: EVENTS_TOPIC,
        run_id: this.#runId,
        payload: JSON.stringify({
          first: this.#firstPosition,
          last: this.#lastPosition,
        }),
        available_at: this.#cause.occurredAt,
        created_at: this.#cause.occurredAt,
      });
    }
    return { run: this.run, lastPosition: this.#lastPosition };
  }

  async #advance(): Promise<void> {
    for (let step = 0; step < MAX_ADVANCES; step += 1) {
      const counts = await this.#readCounts();
      const advance = advanceRun(this.run, {
        now: this.#cause.occurredAt,
        counts: counts.all,
        unbatched: counts.unbatched,
        batch: counts.batch,
        evidenceDigest: await this.#evidence(),
        window: this.#tools.windowOf?.(this.run, this.#cause.occurredAt),
      });
      if (advance.events.length === 0) {
        for (const directive of advance.start) {
          await this.#start(directive);
        }
        return;
      }
      this.#applyRun(advance.events);
    }
    throw new Error(`Run ${this.#runId} does not come to rest`);
  }

  async #start(directive: StartDirective): Promise<void> {
    const startable = await selectStartable(this.#trx, this.run, directive);
    this.know(startable);
    for (const target of startable) {
      await this.commandTarget(target.id, {
        type: 'queue',
        stage: directive.stage,
      });
    }
  }

  /** Results that an approval is about; only looked up where one may be. */
  async #evidence(): Promise<string> {
    const { currentBatch, batches } = this.run;
    const batch =
      currentBatch === undefined ? undefined : batches[currentBatch];
    return batch?.approval
      ? evidenceDigest(this.#trx, this.run, batch.index)
      : '';
  }

  async #readCounts(): Promise<{
    all: TargetCounts;
    unbatched: TargetCounts;
    batch: TargetCounts;
  }> {
    await this.#write();
    return readCounts(this.#trx, this.#runId, this.run.currentBatch);
  }

  #applyRun(events: RunEvent[]): void {
    let version = this.#run?.version ?? 0;
    this.#append({
      stream: runStream(this.#runId),
      runId: this.#runId,
      expectedVersion: version,
      events,
    });
    for (const event of events) {
      version += 1;
      this.#run = evolveRun(this.#run, event, this.#place(version));
      this.#runDirty = true;
    }
  }

  #applyTarget(id: string, events: TargetEvent[]): void {
    const before = this.#targets.get(id);
    let state = before;
    let version = before?.version ?? 0;
    this.#append({
      stream: targetStream(this.#runId, id),
      runId: this.#runId,
      targetId: id,
      expectedVersion: version,
      events,
    });
    for (const event of events) {
      version += 1;
      state = evolveTarget(state, event, this.#place(version));
      if (event.type === 'target.queued') {
        this.#work.push(...[workItemOf(state)].filter(isItem));
      }
    }
    if (state && events.length > 0) {
      this.#counts.note(before, state);
      this.#targets.set(id, state);
      this.#dirtyTargets.add(id);
    }
  }

  #place(version: number) {
    return { runId: this.#runId, version, occurredAt: this.#cause.occurredAt };
  }

  #append(append: StreamAppend): void {
    if (append.events.length === 0) {
      return;
    }
    const pending = this.#appends.get(append.stream);
    if (pending) {
      pending.events = [...pending.events, ...append.events];
    } else {
      this.#appends.set(append.stream, append);
    }
  }

  /** Writes what has been decided so far, so that SQL sees it. */
  async #write(): Promise<void> {
    const appends = [...this.#appends.values()];
    if (appends.length === 0) {
      return;
    }
    this.#appends.clear();
    const positions = await this.#tools.log.append(
      this.#trx,
      appends,
      this.#cause,
    );
    this.#firstPosition ??= positions?.first;
    this.#lastPosition = positions?.last ?? this.#lastPosition;
    if (this.#runDirty) {
      await projections.writeRun(this.#trx, this.run, this.#isNew);
      this.#isNew = false;
      this.#runDirty = false;
    }
    const dirty = [...this.#dirtyTargets]
      .map(id => this.#targets.get(id))
      .filter(isState);
    this.#dirtyTargets.clear();
    await projections.writeTargets(this.#trx, dirty);
    await projections.writeCounts(this.#trx, this.#counts.rows());
    this.#counts = new CountChanges(this.#runId);
    await this.#writeTimers(
      appends.flatMap(append =>
        append.targetId === undefined ? append.events : [],
      ),
    );
  }

  async #writeTimers(events: NewEvent[]): Promise<void> {
    for (const change of timerChanges(this.run, events as RunEvent[])) {
      if (change.set) {
        await this.#tools.timers.set(this.#trx, change.set);
      } else {
        await this.#tools.timers.clear(this.#trx, change.clear);
      }
    }
  }
}

/** The item of work that a target waits for, if it waits for one. */
export function workItemOf(target: TargetState): WorkItem | undefined {
  const { runId, id, stage, workId, retryAt } = target;
  return workId === undefined
    ? undefined
    : {
        id: workId,
        lane: GIT_LANE,
        kind: `target.${stage}`,
        runId,
        targetId: id,
        runAt: retryAt,
      };
}

function isItem(item: WorkItem | undefined): item is WorkItem {
  return item !== undefined;
}

function isState(state: TargetState | undefined): state is TargetState {
  return state !== undefined;
}

function accepted<TEvent>(decision: Decision<TEvent>): TEvent[] {
  if (decision.rejection) {
    throw errorOf(decision.rejection);
  }
  return decision.events;
}

function errorOf(rejection: Rejection): Error {
  switch (rejection.code) {
    case 'notAllowed':
      return new NotAllowedError(rejection.message);
    case 'invalid':
      return new InputError(rejection.message);
    default:
      return new ConflictError(rejection.message);
  }
}

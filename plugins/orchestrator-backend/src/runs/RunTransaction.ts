import { NotFoundError } from '@backstage/errors';
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
  type RunCommand,
  type RunEvent,
  type RunState,
  type StartDirective,
  type TargetCommand,
  type TargetEvent,
  type TargetState,
  type WindowState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { EventCause, StreamAppend } from '../store/EventLog';
import type { Lane } from '../work/lanes';
import type { WorkItem } from '../work/WorkTransport';
import { accepted } from './accepted';
import { evidenceDigest } from './evidenceDigest';
import { findStartable, isStartable } from './findStartable';
import { RunCounts } from './RunCounts';
import type { RunRecords } from './RunRecords';
import { timerChanges } from './timers';

/** Lane of the work that needs git and a disk. */
export const GIT_LANE: Lane = 'git';

/** More steps than a run can take by itself in one go; reaching it is a fault in the decisions. */
const MAX_ADVANCES = 10_000;

/** What decisions look at beside the state of a run. */
export interface RunRules {
  /** For the jitter of retries: at least 0, less than 1. */
  random(): number;
  /** Whether changes may be opened; undefined where there are no windows. */
  windowOf?(run: RunState, at: string): WindowState | undefined;
}

/**
 * One transaction on one run: decisions are made on locked state, and events, read tables, work, timers and the
 * outbox are written together or not at all, each once, when it finishes.
 */
export class RunTransaction {
  readonly records: RunRecords;
  readonly #rules: RunRules;
  readonly #runId: string;
  #cause: EventCause;
  #run: RunState | undefined;
  #isNew = false;
  #runDirty = false;
  readonly #targets = new Map<string, TargetState>();
  readonly #dirtyTargets = new Set<string>();
  readonly #appends: StreamAppend[] = [];
  readonly #lastAppends = new Map<string, StreamAppend>();
  #counts: RunCounts;
  readonly #work: WorkItem[] = [];

  constructor(
    records: RunRecords,
    options: { runId: string; cause: EventCause; rules: RunRules },
  ) {
    this.records = records;
    this.#runId = options.runId;
    this.#cause = options.cause;
    this.#rules = options.rules;
    this.#counts = new RunCounts(records, options.runId, false);
  }

  get run(): RunState {
    if (!this.#run) {
      throw new Error('The run has not been loaded');
    }
    return this.#run;
  }

  /** Says who causes what follows. What the run does by itself in the end counts as caused by the last one. */
  causedBy(cause: EventCause): void {
    this.#cause = cause;
  }

  /** @throws NotFoundError */
  async load(): Promise<RunState> {
    this.#run = await this.records.loadRun(this.#runId);
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
    this.#counts = new RunCounts(this.records, this.#runId, true);
    this.#applyRun(events.run);
    for (const target of events.targets) {
      this.applyTarget(target.id, target.events);
    }
  }

  /** Reads several targets at once, so that each is not read by itself. */
  async loadTargets(ids: string[]): Promise<void> {
    this.know(await this.records.loadTargets(this.#runId, ids));
  }

  /** Makes states that were read elsewhere known, so that they are not read again. */
  know(states: TargetState[]): void {
    for (const state of states) {
      if (!this.#targets.has(state.id)) {
        this.#targets.set(state.id, state);
      }
    }
  }

  /** @throws NotFoundError */
  async target(id: string): Promise<TargetState> {
    if (!this.#targets.has(id)) {
      await this.loadTargets([id]);
    }
    const known = this.#targets.get(id);
    if (!known) {
      throw new NotFoundError(`Run ${this.#runId} has no target ${id}`);
    }
    return known;
  }

  /** @throws an error of `@backstage/errors` where the decision is against it */
  async command(command: RunCommand): Promise<void> {
    const { counts, unbatched } = await this.#counts.read(undefined);
    this.#applyRun(
      accepted(
        decideRun(this.run, command, {
          now: this.#cause.occurredAt,
          counts,
          unbatched,
        }),
      ),
    );
  }

  /** @throws an error of `@backstage/errors` where the decision is against it */
  async commandTarget(id: string, command: TargetCommand): Promise<void> {
    this.applyTarget(id, accepted(await this.decideTarget(id, command)));
  }

  /** What a command would do to a target; nothing is done yet. */
  async decideTarget(
    id: string,
    command: TargetCommand,
  ): Promise<Decision<TargetEvent>> {
    return decideTarget(await this.target(id), command, {
      now: this.#cause.occurredAt,
      random: () => this.#rules.random(),
      retry: this.run.manifest.spec.rollout.retry,
      runCancelled: this.run.status === 'cancelled',
    });
  }

  /** Does what was decided about a target. */
  applyTarget(id: string, events: TargetEvent[]): void {
    const before = this.#targets.get(id);
    let state = before;
    let version = before?.version ?? 0;
    this.#append({
      stream: targetStream(this.#runId, id),
      runId: this.#runId,
      targetId: id,
      expectedVersion: version,
      events,
      cause: this.#cause,
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

  /** Does what follows by itself, then writes all that is not written yet. */
  async finish(): Promise<RunState> {
    await this.#advance();
    await this.#write();
    return this.run;
  }

  async #advance(): Promise<void> {
    for (let step = 0; step < MAX_ADVANCES; step += 1) {
      const advance = advanceRun(this.run, {
        now: this.#cause.occurredAt,
        ...(await this.#counts.read(this.run.currentBatch)),
        evidenceDigest: await this.#evidence(),
        window: this.#rules.windowOf?.(this.run, this.#cause.occurredAt),
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
    // Only what may itself be found has to be in the table; the rest is written once, with what is started now.
    if (this.#unsaved().some(target => isStartable(target, directive.stage))) {
      await this.#writeTargets();
    }
    const startable = await findStartable(
      this.records,
      this.run,
      directive,
      this.#unsaved(),
    );
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
    if (!batch?.approval) {
      return '';
    }
    await this.#writeTargets();
    return evidenceDigest(
      this.run,
      batch.index,
      await this.records.resultsOf(this.#runId, batch.index),
    );
  }

  #applyRun(events: RunEvent[]): void {
    let version = this.#run?.version ?? 0;
    this.#append({
      stream: runStream(this.#runId),
      runId: this.#runId,
      expectedVersion: version,
      events,
      cause: this.#cause,
    });
    for (const event of events) {
      version += 1;
      this.#run = evolveRun(this.#run, event, this.#place(version));
      this.#runDirty = true;
    }
  }

  #place(version: number) {
    return { runId: this.#runId, version, occurredAt: this.#cause.occurredAt };
  }

  #append(append: StreamAppend): void {
    if (append.events.length === 0) {
      return;
    }
    const last = this.#lastAppends.get(append.stream);
    if (last?.cause === append.cause) {
      last.events = [...last.events, ...append.events];
    } else {
      this.#appends.push(append);
      this.#lastAppends.set(append.stream, append);
    }
  }

  async #write(): Promise<void> {
    const positions = await this.records.append(this.#appends);
    if (positions === undefined) {
      return;
    }
    if (this.#runDirty) {
      await this.records.saveRun(this.run, this.#isNew);
    }
    await this.#writeTargets();
    await this.#counts.write();
    await this.#writeTimers();
    await this.records.enqueue(this.#work);
    await this.records.announce(this.#runId, positions, this.#cause.occurredAt);
  }

  /** May be written earlier than the rest, so that queries see it. */
  async #writeTargets(): Promise<void> {
    const dirty = this.#unsaved();
    this.#dirtyTargets.clear();
    await this.records.saveTargets(dirty);
  }

  #unsaved(): TargetState[] {
    return [...this.#dirtyTargets]
      .map(id => this.#targets.get(id))
      .filter(isState);
  }

  async #writeTimers(): Promise<void> {
    const events: NewEvent[] = this.#appends
      .filter(({ targetId }) => targetId === undefined)
      .flatMap(append => append.events);
    for (const change of timerChanges(this.run, events as RunEvent[])) {
      if (change.set) {
        await this.records.setTimer(change.set);
      } else {
        await this.records.clearTimer(change.clear);
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

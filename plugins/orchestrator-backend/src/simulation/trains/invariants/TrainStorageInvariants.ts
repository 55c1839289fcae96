import { isDeepStrictEqual } from 'node:util';
import {
  TrainFold,
  trainStreamOf,
  type GateEvent,
  type ProductEvent,
  type TrainEvent,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Report } from '../../invariants/Invariants';
import { LogInvariants, throughJson } from '../../invariants/LogInvariants';
import {
  targetKey,
  type MemoryEvent,
  type MemoryTables,
  type OutboxRow,
} from '../../MemoryTables';
import type { Ledger } from './Ledger';
import type { Moment } from './Moment';

/** Streams are gap-free, read tables are the fold of the log, and work, timers and messages go with their events. */
export class TrainStorageInvariants {
  readonly #tables: MemoryTables;
  readonly #report: Report;
  readonly #log: LogInvariants;
  readonly #compared = new Map<string, { kept: unknown; folded: unknown }>();
  #fold: TrainFold | undefined;

  constructor(tables: MemoryTables, report: Report) {
    this.#tables = tables;
    this.#report = report;
    this.#log = new LogInvariants(tables, report);
  }

  afterCommit({ ledger, events, now }: Moment): void {
    const runId = events[0].runId;
    const fold = this.#fold ?? new TrainFold(runId);
    this.#fold = fold;
    events.forEach(event => {
      this.#log.checkPlace(event);
      applyTo(fold, event);
    });
    this.#checkTables(runId, fold);
    this.#log.checkOutbox(events);
    this.#checkWork(runId, ledger);
    this.#checkTimer(runId, ledger, now);
  }

  delivered(row: OutboxRow): void {
    this.#log.delivered(row);
  }

  atEnd(): void {
    this.#log.atEnd();
    this.#checkAgainstJson();
  }

  #checkTables(runId: string, fold: TrainFold): void {
    const { trains, products, gates } = this.#tables;
    const pairs: [string, unknown, unknown][] = [
      ['the train', trains.get(runId), fold.train],
      ...[...fold.products].map(([id, state]): [string, unknown, unknown] => [
        `product ${id}`,
        products.get(targetKey(runId, id)),
        state,
      ]),
      ...[...fold.gates].map(([id, state]): [string, unknown, unknown] => [
        `gate ${id}`,
        gates.get(targetKey(runId, id)),
        state,
      ]),
    ];
    const wrong = pairs.find(
      ([name, kept, folded]) =>
        !this.#isCompared(name, kept, folded) &&
        !isDeepStrictEqual(kept, folded),
    );
    if (wrong) {
      this.#report(
        'tablesAreFold',
        `The row of ${wrong[0]} is not the fold of its events`,
      );
    }
  }

  /** Rows are replaced, never changed: what was compared once is the same still. */
  #isCompared(name: string, kept: unknown, folded: unknown): boolean {
    const known = this.#compared.get(name);
    this.#compared.set(name, { kept, folded });
    return known?.kept === kept && known?.folded === folded;
  }

  /** Each step that is to be done, each message that is to be sent, and each watch has its item. */
  #checkWork(runId: string, ledger: Ledger): void {
    if (ledger.ended) {
      return;
    }
    const wanted = [
      ...[...ledger.activations.values()].flatMap(({ steps }) =>
        steps.flatMap(({ status, workId }) =>
          status === 'running' ? workId ?? [] : [],
        ),
      ),
      ...[...ledger.messages.values()].flatMap(({ status, handedOver }) =>
        status === 'sending' ? handedOver.slice(-1) : [],
      ),
      ...[...this.#tables.watches.values()].flatMap(watch =>
        watch.runId === runId && watch.nextAt !== undefined ? watch.workId : [],
      ),
    ];
    const missing = wanted.find(id => !this.#tables.queue.has(id));
    if (missing) {
      this.#report('workIsQueued', `Nobody is given ${missing}`);
    }
  }

  /** What follows from the clock comes without anybody's help; of a train that is over nothing does. */
  #checkTimer(runId: string, ledger: Ledger, now: string): void {
    const timer = this.#tables.timers.get(`${runId}/train`);
    if (ledger.ended) {
      if (timer) {
        this.#report('timersAreWanted', 'The train is over, and has a timer');
      }
      return;
    }
    const dueAt = timer?.dueAt ?? '9999';
    const before = ['planned', 'preparing', 'gated'].includes(ledger.phase);
    const instants = [
      ...(before
        ? [
            ledger.plan.departure,
            ...ledger.plan.milestones.map(({ at }) => at),
            ...Object.values(ledger.plan.gatesOpen),
          ]
        : []),
      ...[...ledger.waves.values()].flatMap(({ status, soakUntil }) =>
        status === 'soaking' ? soakUntil ?? [] : [],
      ),
    ];
    const missed = instants.find(at => at > now && at < dueAt);
    if (missed) {
      this.#report(
        'timersAreSet',
        `Something is to happen at ${missed}, and the timer is set for ${dueAt}`,
      );
    }
  }

  /** A database keeps JSON: what survives it must be enough to fold the same state. */
  #checkAgainstJson(): void {
    const fold = new TrainFold(this.#fold?.id ?? '');
    for (const event of this.#tables.events.values()) {
      applyTo(fold, { ...event, data: throughJson(event.data) });
    }
    const same = isDeepStrictEqual(
      throughJson([fold.train, [...fold.products], [...fold.gates]]),
      throughJson([
        this.#fold?.train,
        [...(this.#fold?.products ?? [])],
        [...(this.#fold?.gates ?? [])],
      ]),
    );
    if (!same) {
      this.#report(
        'tablesAreFold',
        'Read back from JSON, the log leads to another state',
      );
    }
  }
}

function applyTo(
  fold: TrainFold,
  { stream, type, data, cause }: MemoryEvent,
): void {
  const { kind, id } = trainStreamOf(stream);
  const event = { type, data } as TrainEvent | ProductEvent | GateEvent;
  fold.apply(kind, id, event, cause.occurredAt);
}

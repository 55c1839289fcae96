import type { QueuePlace } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';

/** Something to be done later, by whoever is free. */
export interface WorkItem {
  /** Chosen by the caller and never used twice: enqueuing the same id again does nothing. */
  id: string;
  /** Kind of machine that it needs; workers serve one or more lanes. */
  lane: string;
  /** Names the handler. */
  kind: string;
  runId: string;
  targetId?: string;
  /** From -100 to 100, higher first within a lane; runs take turns within one priority. */
  priority?: number;
  /** ISO 8601; absent means now. */
  runAt?: string;
}

/** An item in the hands of a worker. */
export interface Claim {
  item: WorkItem;
  /** The fencing token: how often the item was claimed, this time included. */
  attempt: number;
  /** How often in a row a worker fell silent with it: raised by `recover`, 0 again when a claim is settled. */
  deaths: number;
  claimedAt: string;
  enqueuedAt: string;
  leaseUntil: string;
}

/** What becomes of an item when its claim ends: it is gone, or it comes again. */
export type Settlement =
  | { claim: Claim; kind: 'done' }
  | { claim: Claim; kind: 'retry'; runAt: string };

/** What a worker asks for. */
export interface ClaimOptions {
  lanes: string[];
  max: number;
  worker: string;
  /** By lane: how many of its items all workers together, on all machines, may work on at once. */
  limits?: Readonly<Record<string, number>>;
}

/** Whether work can be enqueued and claimed now. */
export type TransportHealth =
  | { works: true }
  | { works: false; reason: string };

/** Numbers for the operator. */
export interface LaneStats {
  lane: string;
  ready: number;
  scheduled: number;
  running: number;
  oldestReadyAt?: string;
}

/**
 * Brings items of work to workers: at least once, one worker at a time, runs in turn.
 *
 * @remarks Rule: semantics, section 8. One contract suite holds for every implementation.
 */
export interface WorkTransport {
  readonly name: string;
  /** Makes ready what it needs beside the plugin's own tables; whatever needs it does so as well. */
  start(): Promise<void>;
  /** Ends what it does by itself; the database stays open. */
  stop(): Promise<void>;
  /** Asks the database, and does not wait for long. */
  health(): Promise<TransportHealth>;
  /** Writes in the caller's transaction: nothing is enqueued if it rolls back. */
  enqueue(trx: Knex.Transaction, items: WorkItem[]): Promise<void>;
  /** Takes up to `max` items that are due, with a lease. */
  claim(options: ClaimOptions): Promise<Claim[]>;
  /** Renews the leases; returns the claims that are lost. */
  heartbeat(claims: Claim[]): Promise<Claim[]>;
  /**
   * Ends claims in the caller's transaction, all in one go.
   *
   * @param settlements - each item at most once
   * @returns the claims that had been lost: what came of them must not be written
   */
  settle(trx: Knex.Transaction, settlements: Settlement[]): Promise<Claim[]>;
  /** Gives a claim back unused, so that another worker gets it at once. */
  release(claims: Claim[]): Promise<void>;
  /** Removes items that nobody is working on; returns their ids. */
  cancel(trx: Knex.Transaction, ids: string[]): Promise<string[]>;
  /** Which of the ids the queue does not have. */
  missing(trx: Knex.Transaction, ids: string[]): Promise<string[]>;
  /** Gives back items whose lease has ended; `all` also those whose lease has not, where only one process can have held them. */
  recover(options?: { all?: boolean }): Promise<number>;
  /** Calls back when items may have become due; returns a function that ends it. Must be called by `enqueue` after commit. */
  onWake(callback: () => void): () => void;
  stats(): Promise<LaneStats[]>;
  /** Where items are in their queues, for people to know; those that the queue does not have are left out. */
  places(ids: string[]): Promise<Map<string, QueuePlace>>;
}

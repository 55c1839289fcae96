import { AsyncResource } from 'node:async_hooks';
import type { QueuePlace } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import type {
  Claim,
  LaneStats,
  Settlement,
  TransportHealth,
  WorkItem,
  WorkTransport,
} from '../work';
import type { Metrics } from './Metrics';

/** What looks over a transport's shoulder. */
export interface ObservedWorkTransportOptions {
  transport: WorkTransport;
  metrics: Metrics;
  /** Hears of each claim: with what kept it from being made, or nothing when it was. */
  onClaim?(error?: unknown): void;
  /** Hears of each item that is taken, by its lane. */
  onStart?(lane: string): void;
  /** While it says no, nothing new is claimed: a full disk would only burn attempts. */
  mayClaim?(): boolean;
}

/** A transport that tells the metrics and the health how it is doing. */
export class ObservedWorkTransport implements WorkTransport {
  readonly #options: ObservedWorkTransportOptions;
  readonly #inner: WorkTransport;

  constructor(options: ObservedWorkTransportOptions) {
    this.#options = options;
    this.#inner = options.transport;
  }

  get name(): string {
    return this.#inner.name;
  }

  start(): Promise<void> {
    return this.#inner.start();
  }

  enqueue(trx: Knex.Transaction, items: WorkItem[]): Promise<void> {
    return this.#inner.enqueue(trx, items);
  }

  async claim(
    options: Parameters<WorkTransport['claim']>[0],
  ): Promise<Claim[]> {
    const { metrics, onClaim, onStart, mayClaim } = this.#options;
    if (mayClaim?.() === false) {
      return [];
    }
    let claims: Claim[];
    try {
      claims = await this.#inner.claim(options);
    } catch (error) {
      onClaim?.(error);
      throw error;
    }
    onClaim?.();
    for (const { item, claimedAt, enqueuedAt } of claims) {
      metrics.duration(
        'startDelay',
        Date.parse(claimedAt) - Date.parse(item.runAt ?? enqueuedAt),
        { lane: item.lane },
      );
      onStart?.(item.lane);
    }
    return claims;
  }

  async heartbeat(claims: Claim[]): Promise<Claim[]> {
    return this.#lost(await this.#inner.heartbeat(claims));
  }

  async settle(
    trx: Knex.Transaction,
    settlements: Settlement[],
  ): Promise<Claim[]> {
    return this.#lost(await this.#inner.settle(trx, settlements));
  }

  release(claims: Claim[]): Promise<void> {
    return this.#inner.release(claims);
  }

  cancel(trx: Knex.Transaction, ids: string[]): Promise<string[]> {
    return this.#inner.cancel(trx, ids);
  }

  missing(trx: Knex.Transaction, ids: string[]): Promise<string[]> {
    return this.#inner.missing(trx, ids);
  }

  async recover(options?: { all?: boolean }): Promise<number> {
    const count = await this.#inner.recover(options);
    if (count > 0) {
      this.#options.metrics.add('recoveries', {}, count);
    }
    return count;
  }

  onWake(callback: () => void): () => void {
    // Who enqueues wakes the worker, but what it does then is not part of that request.
    return this.#inner.onWake(AsyncResource.bind(callback));
  }

  stats(): Promise<LaneStats[]> {
    return this.#inner.stats();
  }

  places(ids: string[]): Promise<Map<string, QueuePlace>> {
    return this.#inner.places(ids);
  }

  health(): Promise<TransportHealth> {
    return this.#inner.health();
  }

  stop(): Promise<void> {
    return this.#inner.stop();
  }

  #lost(claims: Claim[]): Claim[] {
    for (const { item } of claims) {
      this.#options.metrics.add('leaseLosses', { lane: item.lane });
    }
    return claims;
  }
}

import type {
  AuthService,
  BackstageCredentials,
} from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  changeDigest,
  SYSTEM_ACTOR,
  type CatalogFacts,
  type Strictness,
  type TrainManifest,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { CatalogProducts } from '../catalog';
import type { Clock } from '../clock';
import type { RunStores } from '../runs/KnexRunDatabase';
import type { Request } from '../runs/RunService';
import { enqueueMissingTrainWork } from './enqueueMissingTrainWork';
import { KnexTrainDatabase } from './KnexTrainRecords';
import { TrainQueries } from './TrainQueries';
import { TrainService } from './TrainService';

const SYSTEM_REQUEST: Request = { actor: SYSTEM_ACTOR, requestId: 'system' };

/** What the operations of trains work with. */
export interface TrainTools {
  service: TrainService;
  queries: TrainQueries;
  strictness: Strictness;
  /** What the catalog knows of the products of a manifest, as the caller sees it. */
  facts(
    manifest: TrainManifest,
    credentials: BackstageCredentials,
  ): Promise<CatalogFacts>;
  digestOf(manifest: TrainManifest): string;
  /** Who is on call for a product now, in words. */
  onCall(trainId: string, product: string): Promise<string[]>;
}

/** All parts of the release trains of one process. */
export class Trains implements TrainTools {
  readonly service: TrainService;
  readonly queries: TrainQueries;
  readonly strictness: Strictness;
  readonly #database: Knex;
  readonly #stores: RunStores;
  readonly #records: KnexTrainDatabase;
  readonly #products: CatalogProducts;

  constructor(options: {
    database: Knex;
    stores: RunStores;
    clock: Clock;
    auth: AuthService;
    catalog: CatalogService;
    strictness: Strictness;
    onCommitted(): void;
    onConflict?(): void;
  }) {
    const { database, stores, clock, catalog } = options;
    this.#database = database;
    this.#stores = stores;
    this.#records = new KnexTrainDatabase(database, stores);
    this.service = new TrainService({
      database: this.#records,
      clock,
      onCommitted: options.onCommitted,
      onConflict: options.onConflict,
    });
    this.queries = new TrainQueries(database);
    this.strictness = options.strictness;
    this.#products = new CatalogProducts({ catalog });
  }

  facts(
    manifest: TrainManifest,
    credentials: BackstageCredentials,
  ): Promise<CatalogFacts> {
    return this.#products.facts(manifest, credentials);
  }

  digestOf(manifest: TrainManifest): string {
    return changeDigest(manifest);
  }

  async onCall(_trainId: string, _product: string): Promise<string[]> {
    return [];
  }

  /** Puts back what was lost of the queue. @returns how much that was */
  begin(): Promise<number> {
    return enqueueMissingTrainWork(this.#database, this.#stores.transport);
  }

  /** Does what follows from the clock, in the transaction of the timer. */
  onTimer(trx: Knex.Transaction, trainId: string): Promise<void> {
    return this.service.wake(
      this.#records.within(trx),
      trainId,
      SYSTEM_REQUEST,
    );
  }
}

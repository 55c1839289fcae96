import { Readable } from 'node:stream';
import type {
  AuthService,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import type { DocumentCollatorFactory } from '@backstage/plugin-search-common';
import {
  createOrchestratorClient,
  orchestratorRunReadPermission,
  RUN_DOCUMENT_TYPE,
  type OrchestratorApi,
  type RunDocument,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { readAll } from './readAll';
import { sweepDocument } from './sweepDocument';
import { trainDocument } from './trainDocument';

/**
 * Reads all runs over the API of the orchestrator, as the search itself: who may find which is decided at the time of
 * a search, by the permission that lets people see the run.
 */
export class RunCollatorFactory implements DocumentCollatorFactory {
  readonly type = RUN_DOCUMENT_TYPE;
  readonly visibilityPermission = orchestratorRunReadPermission;
  readonly #client: OrchestratorApi;
  readonly #auth: AuthService;

  constructor(options: { auth: AuthService; discovery: DiscoveryService }) {
    this.#client = createOrchestratorClient({
      discoveryApi: options.discovery,
    });
    this.#auth = options.auth;
  }

  async getCollator(): Promise<Readable> {
    return Readable.from(this.#documents());
  }

  async *#documents(): AsyncGenerator<RunDocument> {
    const { listRuns, listTrains } = this.#client;
    for await (const sweep of readAll(async query =>
      listRuns({ query }, await this.#token()),
    )) {
      yield sweepDocument(sweep);
    }
    for await (const train of readAll(async query =>
      listTrains({ query }, await this.#token()),
    )) {
      yield trainDocument(train);
    }
  }

  /** One for each page: it may be a while until the index has taken a page. */
  async #token(): Promise<{ token: string }> {
    return this.#auth.getPluginRequestToken({
      onBehalfOf: await this.#auth.getOwnServiceCredentials(),
      targetPluginId: 'orchestrator',
    });
  }
}

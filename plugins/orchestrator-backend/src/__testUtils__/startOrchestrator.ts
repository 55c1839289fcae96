import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Entity } from '@backstage/catalog-model';
import type {
  BackendFeature,
  BackstageUserPrincipal,
  ServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  AuthorizeResult,
  type DefinitivePolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  createOrchestratorClient,
  type OrchestratorApi,
  type RunDetail,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { JsonObject } from '@backstage/types';
import type { Knex } from 'knex';
import { orchestratorPlugin } from '../plugin';
import {
  eventually,
  openTestDatabase,
  type DatabaseLocation,
} from '../testing';

/** A whole orchestrator in a Backstage backend, with its client. */
export interface TestOrchestrator {
  client: OrchestratorApi;
  baseUrl: string;
  /** Where the backend listens, for what stands beside the orchestrator. */
  backendUrl: string;
  folder: string;
  /** The connections that the orchestrator itself has. */
  database: Knex;
  /** Whom the client calls as. */
  readonly user: string;
  /** Has the client call as this user from now on. */
  as(userRef: string, ownershipRefs?: string[]): void;
  /** Refuses these permissions, and no others, from now on. */
  deny(...permissions: string[]): void;
  /** Waits until a run is in a status. */
  until(runId: string, ...statuses: RunDetail['status'][]): Promise<RunDetail>;
  stop(): Promise<void>;
}

/** What differs from one test to the other. */
export interface StartOptions {
  entities: Entity[];
  database: DatabaseLocation;
  /** Folder with `repositories`; a fresh one where there is none. */
  folder?: string;
  config?: JsonObject;
  /** Settings of Backstage beside those of the orchestrator, such as integrations. */
  root?: JsonObject;
  /** Who answers questions about permissions, instead of `deny`. */
  permissions?: { factory: ServiceFactory };
  /** Services of the test's own, such as an audit log to look into. */
  services?: ServiceFactory[];
  /** Plugins beside the orchestrator. */
  plugins?: BackendFeature[];
  /** What users own beside themselves, for those whom a token names. */
  groups?: Record<string, string[]>;
}

/** Starts the plugin as a portal would, on a real database and real folders. */
export async function startOrchestrator(
  options: StartOptions,
): Promise<TestOrchestrator> {
  const folder =
    options.folder ?? (await mkdtemp(join(tmpdir(), 'orchestrator-backend-')));
  const knex = openTestDatabase(options.database);
  let user = 'user:default/ana';
  let ownershipRefs = [user, ...(options.groups?.[user] ?? [])];
  let denied: string[] = [];
  const decide = async (
    asked: { permission: { name: string } }[],
  ): Promise<DefinitivePolicyDecision[]> =>
    asked.map(({ permission }) => ({
      result: denied.includes(permission.name)
        ? AuthorizeResult.DENY
        : AuthorizeResult.ALLOW,
    }));
  const backend = await startTestBackend({
    features: [
      orchestratorPlugin,
      mockServices.rootConfig.factory({
        data: {
          ...options.root,
          orchestrator: {
            workDirectory: join(folder, 'work'),
            codeHosts: { local: { directory: join(folder, 'repositories') } },
            commands: { allow: ['node', 'python3', 'npm', 'sh'] },
            workers: { slots: 4, graceSeconds: 5 },
            // Tests ask again and again until something holds.
            limits: { requestsPerMinute: 0 },
            ...options.config,
          },
        },
      }),
      mockServices.database.mock({
        getClient: async () => knex,
        migrations: { skip: false },
      }).factory,
      catalogServiceMock.factory({ entities: options.entities }),
      mockServices.userInfo.mock({
        getUserInfo: async ({ principal }) => {
          const { userEntityRef } = principal as BackstageUserPrincipal;
          return {
            userEntityRef,
            ownershipEntityRefs:
              userEntityRef === user
                ? ownershipRefs
                : [userEntityRef, ...(options.groups?.[userEntityRef] ?? [])],
          };
        },
      }).factory,
      (
        options.permissions ??
        mockServices.permissions.mock({
          authorize: decide,
          authorizeConditional: decide,
        })
      ).factory,
      ...(options.services ?? []),
      ...(options.plugins ?? []),
    ],
  });
  const backendUrl = `http://localhost:${backend.server.port()}`;
  const baseUrl = `${backendUrl}/api/orchestrator`;
  const client = createOrchestratorClient({
    discoveryApi: { getBaseUrl: async () => baseUrl },
    fetchApi: {
      fetch: (input, init) =>
        fetch(input, {
          ...init,
          headers: {
            ...init?.headers,
            authorization: mockCredentials.user.header(user),
          },
        }),
    },
  });
  return {
    client,
    baseUrl,
    backendUrl,
    folder,
    database: knex,
    get user() {
      return user;
    },
    as(userRef, refs = [userRef]) {
      user = userRef;
      ownershipRefs = refs;
    },
    deny(...permissions) {
      denied = permissions;
    },
    async until(runId, ...statuses) {
      let run = await client.getRun({ params: { runId } });
      await eventually(
        `run ${runId} is ${statuses.join(' or ')}`,
        async () => {
          run = await client.getRun({ params: { runId } });
          return statuses.includes(run.status);
        },
        60_000,
      ).catch(error => {
        throw new Error(
          `${error.message}, but ${run.status}: ${
            run.pause?.reason ?? JSON.stringify(run.counts)
          }`,
        );
      });
      return run;
    },
    async stop() {
      await backend.stop();
      await knex.destroy();
      if (options.folder === undefined) {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

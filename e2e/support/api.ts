import {
  createOrchestratorClient,
  type OrchestratorApi,
  type RunDetail,
  type RunStatus,
  type TargetSummary,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Portal } from './portal';
import { until } from './until';
import type { User } from './users';

interface Session {
  backstageIdentity: { token: string };
}

/** The orchestrator's HTTP API as one of the users, signed in the way the sign-in page does it. */
export function apiOf(portal: Portal, user: User): OrchestratorApi {
  let token: Promise<string> | undefined;
  const signedIn = () => {
    token ??= signIn(portal, user);
    return token;
  };
  return createOrchestratorClient({
    discoveryApi: {
      getBaseUrl: async pluginId => `${portal.url}/api/${pluginId}`,
    },
    fetchApi: {
      fetch: async (input, init) => {
        const headers = new Headers(init?.headers);
        headers.set('authorization', `Bearer ${await signedIn()}`);
        return fetch(input, { ...init, headers });
      },
    },
  });
}

/** The catalog reads its files after the start; until then nobody can sign in. */
export function signIn(portal: Portal, user: User): Promise<string> {
  return until(`${user.name} can sign in`, async () => {
    const response = await fetch(
      `${portal.url}/api/auth/example-users/refresh`,
      { headers: { 'x-example-user': user.entityRef } },
    );
    return (
      response.ok &&
      ((await response.json()) as Session).backstageIdentity.token
    );
  });
}

/** Waits until a run is in one of the states. */
export function runIn(
  api: OrchestratorApi,
  runId: string,
  ...statuses: RunStatus[]
): Promise<RunDetail> {
  return until(`the run is ${statuses.join(' or ')}`, async () => {
    const run = await api.getRun({ params: { runId } });
    return statuses.includes(run.status) && run;
  });
}

/** All targets of a run. */
export async function targetsOf(
  api: OrchestratorApi,
  runId: string,
): Promise<TargetSummary[]> {
  const { items } = await api.listTargets({
    params: { runId },
    query: { limit: 500 },
  });
  return items;
}

/** Waits until a target is in a state. */
export function targetIn(
  api: OrchestratorApi,
  runId: string,
  targetId: string,
  status: TargetSummary['status'],
): Promise<TargetSummary> {
  return until(`${targetId} is ${status}`, async () =>
    (await targetsOf(api, runId)).find(
      target => target.id === targetId && target.status === status,
    ),
  );
}

import { entityRouteRef } from '@backstage/plugin-catalog-react';
import {
  permissionApiRef,
  type PermissionApi,
} from '@backstage/plugin-permission-react';
import { signalApiRef } from '@backstage/plugin-signals-react';
import {
  mockApis,
  renderInTestApp,
  TestApiProvider,
} from '@backstage/test-utils';
import {
  alertApiRef,
  discoveryApiRef,
  identityApiRef,
} from '@backstage/core-plugin-api';
import type { RunSignal } from '@backstage-orchestrator/plugin-orchestrator-common';
import { act, type RenderResult } from '@testing-library/react';
import type { ReactElement } from 'react';
import { Route, Routes, useLocation } from 'react-router-dom';
import { orchestratorApiRef } from '../api';
import { OrchestratorPages } from '../pages/OrchestratorPage';
import { rootRouteRef } from '../routes';
import { fakeApi, type FakeApi } from './fakeApi';

/** Where a backend would be. */
const DISCOVERY = {
  getBaseUrl: async (plugin: string) => `http://localhost:7007/api/${plugin}`,
};

/** Signals that a test sends itself. */
export class FakeSignals {
  #listeners = new Set<(message: RunSignal) => void>();

  subscribe<T>(_channel: string, listener: (message: T) => void) {
    const added = listener as (message: unknown) => void;
    this.#listeners.add(added);
    return { unsubscribe: () => this.#listeners.delete(added) };
  }

  send(runId = 'run-1') {
    act(() =>
      this.#listeners.forEach(listener => listener({ runId, position: 1 })),
    );
  }
}

export interface RenderOptions {
  api?: FakeApi;
  signals?: FakeSignals;
  mayCreate?: boolean;
}

/** What was drawn, the API behind it, and where the page is. */
export interface RenderedPage extends RenderResult {
  api: FakeApi;
  address: () => string | null;
}

/** Shows where the page is, so that a test can read the address. */
function Address() {
  const { pathname, search } = useLocation();
  return <output data-testid="address">{pathname + search}</output>;
}

/** Draws something inside a portal with the orchestrator's page and a faked API. */
export async function renderInPortal(
  element: ReactElement,
  path: string,
  options: RenderOptions = {},
): Promise<RenderedPage> {
  const { api = fakeApi(), signals, mayCreate = true } = options;
  const alerts = { post: jest.fn(), alert$: jest.fn() };
  const permissions = {
    authorize: async () => ({ result: mayCreate ? 'ALLOW' : 'DENY' }),
  } as PermissionApi;
  const view = await renderInTestApp(
    <TestApiProvider
      apis={[
        [orchestratorApiRef, api],
        [discoveryApiRef, DISCOVERY],
        [alertApiRef, alerts],
        [permissionApiRef, permissions],
        [
          identityApiRef,
          mockApis.identity({ userEntityRef: 'user:default/ben' }),
        ],
        ...(signals ? ([[signalApiRef, signals]] as const) : []),
      ]}
    >
      {element}
      <Address />
    </TestApiProvider>,
    {
      routeEntries: [path],
      mountedRoutes: {
        '/orchestrator': rootRouteRef,
        '/catalog/:namespace/:kind/:name': entityRouteRef,
      },
    },
  );
  return {
    ...view,
    api,
    address: () => view.getByTestId('address').textContent,
  };
}

/** Draws the orchestrator's page at an address below `/orchestrator`. */
export function renderPage(
  path: string,
  options: RenderOptions = {},
): Promise<RenderedPage> {
  return renderInPortal(
    <Routes>
      <Route path="/orchestrator/*" element={<OrchestratorPages />} />
    </Routes>,
    `/orchestrator${path}`,
    options,
  );
}

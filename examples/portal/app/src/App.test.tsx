import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import { createPortal } from './App';

const BASE_URL = 'http://localhost:7007';

const frontendConfig = {
  app: { title: 'Meridian Market', baseUrl: BASE_URL },
  backend: { baseUrl: BASE_URL },
  auth: {
    providers: {
      'example-users': {
        users: [
          {
            entityRef: 'user:default/ana.souza',
            name: 'Ana Souza',
            team: 'Platform engineering',
            about: 'Operates all runs.',
          },
          { entityRef: 'user:default/ben.okafor', name: 'Ben Okafor' },
        ],
      },
    },
  },
};

/** What the auth backend answers to the sign-in of the user that the request names. */
const session = (entityRef: string) => ({
  profile: { displayName: entityRef },
  backstageIdentity: {
    token: 'a.b.c',
    expiresInSeconds: 3600,
    identity: {
      type: 'user',
      userEntityRef: entityRef,
      ownershipEntityRefs: [entityRef],
    },
  },
});

const answer = (status: number, body: unknown) =>
  new Response(JSON.stringify(body), { status });

/** Answers sign-ins with `signIn`, and all else with an empty object, as a backend without data would. */
function serve(signIn: (entityRef: string) => Response): jest.Mock {
  const fetchMock = jest.fn(async (...args: Parameters<typeof fetch>) => {
    const request = new Request(...args);
    return new URL(request.url).pathname === '/api/auth/example-users/refresh'
      ? signIn(request.headers.get('x-example-user') ?? '')
      : answer(200, {});
  });
  global.fetch = fetchMock;
  return fetchMock;
}

describe('the portal', () => {
  const realFetch = global.fetch;

  beforeEach(() => {
    localStorage.clear();
    process.env = {
      NODE_ENV: 'test',
      // The type of the environment knows only strings; the app reads this one as its injected configuration.
      APP_CONFIG: [
        { data: frontendConfig, context: 'test' },
      ] as unknown as string,
    };
  });

  afterEach(() => {
    global.fetch = realFetch;
  });

  it('offers the example users and signs in as the chosen one', async () => {
    serve(entityRef => answer(200, session(entityRef)));
    render(createPortal().createRoot());

    expect(await screen.findByText('Operates all runs.')).toBeInTheDocument();
    fireEvent.click(screen.getByText('Sign in as Ben Okafor'));

    expect(
      await screen.findByLabelText('Meridian Market, home'),
    ).toBeInTheDocument();
    expect(localStorage.getItem('meridian-market.example-user')).toBe(
      'user:default/ben.okafor',
    );
  });

  it('stays signed in over a reload', async () => {
    localStorage.setItem(
      'meridian-market.example-user',
      'user:default/ana.souza',
    );
    serve(entityRef => answer(200, session(entityRef)));
    render(createPortal().createRoot());

    expect(
      await screen.findByLabelText('Meridian Market, home'),
    ).toBeInTheDocument();
  });

  it('says why a sign-in was refused and lets the visitor choose again', async () => {
    serve(() => answer(403, { error: { message: 'not one of the users' } }));
    render(createPortal().createRoot());

    fireEvent.click(await screen.findByText('Sign in as Ana Souza'));

    expect(await screen.findByRole('alert')).toHaveTextContent(
      /did not sign you in as Ana Souza: not one of the users/,
    );
    await waitFor(() =>
      expect(
        screen.getByText('Sign in as Ana Souza').closest('button'),
      ).toBeEnabled(),
    );
  });

  it('waits for the catalog while it is still reading its files', async () => {
    let refusals = 1;
    serve(entityRef =>
      refusals-- > 0
        ? answer(404, { error: { message: 'User not found' } })
        : answer(200, session(entityRef)),
    );
    render(createPortal().createRoot());

    fireEvent.click(await screen.findByText('Sign in as Ana Souza'));

    expect(
      await screen.findByText(/catalog is still reading its files/),
    ).toBeInTheDocument();
    expect(
      await screen.findByLabelText('Meridian Market, home'),
    ).toBeInTheDocument();
  });
});

import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import type { UserEntity } from '@backstage/catalog-model';
import authBackend from '@backstage/plugin-auth-backend';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { exampleUsersModule } from './exampleUsersModule';

const ben: UserEntity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'User',
  metadata: { name: 'ben.okafor', namespace: 'default' },
  spec: {
    profile: { displayName: 'Ben Okafor', email: 'ben.okafor@example.com' },
    memberOf: ['team-payments'],
  },
  relations: [{ type: 'memberOf', targetRef: 'group:default/team-payments' }],
};

async function start(users: string[], baseUrl = 'http://localhost:7007') {
  const config = {
    app: { baseUrl },
    backend: { baseUrl },
    auth: {
      providers: {
        'example-users': { users: users.map(entityRef => ({ entityRef })) },
      },
    },
  };
  const { server } = await startTestBackend({
    features: [
      authBackend,
      exampleUsersModule,
      mockServices.rootConfig.factory({ data: config }),
      catalogServiceMock.factory({ entities: [ben] }),
    ],
  });
  return (user?: string) =>
    fetch(`http://localhost:${server.port()}/api/auth/example-users/refresh`, {
      headers: user ? { 'x-example-user': user } : {},
    });
}

describe('sign-in as an example user', () => {
  it('issues an identity with the groups that the catalog knows', async () => {
    const signIn = await start(['user:default/ben.okafor']);
    const response = await signIn('user:default/ben.okafor');
    expect(response.status).toBe(200);
    await expect(response.json()).resolves.toMatchObject({
      profile: { displayName: 'Ben Okafor', email: 'ben.okafor@example.com' },
      backstageIdentity: {
        token: expect.any(String),
        identity: {
          userEntityRef: 'user:default/ben.okafor',
          ownershipEntityRefs: [
            'user:default/ben.okafor',
            'group:default/team-payments',
          ],
        },
      },
    });
  });

  it('refuses a user of the catalog that the configuration does not list', async () => {
    const signIn = await start(['user:default/ana.souza']);
    expect((await signIn('user:default/ben.okafor')).status).toBe(403);
  });

  it('refuses a listed user whom the catalog does not know yet', async () => {
    const signIn = await start(['user:default/ana.souza']);
    expect((await signIn('user:default/ana.souza')).status).toBe(404);
  });

  it('refuses whoever names no user', async () => {
    const signIn = await start(['user:default/ben.okafor']);
    expect((await signIn()).status).toBe(401);
  });

  it.each([
    ['lists nobody', [], 'http://localhost:7007', /users is empty/],
    [
      'lists a group',
      ['group:default/team-payments'],
      'http://localhost:7007',
      /only users can sign in/,
    ],
    [
      'has an address for other machines',
      ['user:default/ben.okafor'],
      'https://portal.example.com',
      /must stay on this machine/,
    ],
  ])(
    'does not start when the configuration %s',
    async (_, users, baseUrl, message) => {
      await expect(start(users, baseUrl)).rejects.toThrow(message);
    },
  );
});

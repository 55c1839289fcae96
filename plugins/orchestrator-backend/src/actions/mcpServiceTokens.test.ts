import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { authServiceFactory } from '@backstage/backend-defaults/auth';
import { httpAuthServiceFactory } from '@backstage/backend-defaults/httpAuth';
import { permissionsServiceFactory } from '@backstage/backend-defaults/permissions';
import { mockServices } from '@backstage/backend-test-utils';
import type { TestOrchestrator } from '../__testUtils__/startOrchestrator';
import { testDatabases } from '../testing';
import { connectAgent } from './__testUtils__/connectAgent';
import { startWithMcp } from './__testUtils__/startWithMcp';
import { trainByHand } from './__testUtils__/trainByHand';

const databases = testDatabases();
jest.setTimeout(120_000);

const MCP = { plugin: 'mcp-actions' };
/** What each token is let into; all wherever there is nothing. */
const RESTRICTIONS = {
  'a-token-for-everything': undefined,
  'a-token-for-both-plugins': [MCP, { plugin: 'orchestrator' }],
  'a-token-for-the-server-alone': [MCP],
  'a-token-for-some-permissions': [
    MCP,
    { plugin: 'orchestrator', permission: ['orchestrator.run.read'] },
  ],
};

/** Backstage's own checks of tokens, with keys in files: plugins sign what they ask of each other. */
describe('the token of a service, at an MCP server', () => {
  const createEvent = jest.fn();
  let portal: TestOrchestrator;
  let keys: string;

  beforeAll(async () => {
    createEvent.mockResolvedValue({ success: jest.fn(), fail: jest.fn() });
    keys = await mkdtemp(join(tmpdir(), 'orchestrator-keys-'));
    const { publicKey, privateKey } = generateKeyPairSync('ec', {
      namedCurve: 'P-256',
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const publicKeyFile = join(keys, 'public.pem');
    const privateKeyFile = join(keys, 'private.pem');
    await writeFile(publicKeyFile, publicKey);
    await writeFile(privateKeyFile, privateKey);
    portal = await startWithMcp({
      database: databases.locationOf(await databases.init('SQLite')),
      root: {
        permission: { enabled: true },
        backend: {
          auth: {
            pluginKeyStore: {
              type: 'static',
              static: {
                keys: [{ publicKeyFile, privateKeyFile, keyId: 'one' }],
              },
            },
            externalAccess: Object.entries(RESTRICTIONS).map(
              ([token, accessRestrictions]) => ({
                type: 'static',
                options: { token, subject: 'agent' },
                ...(accessRestrictions && { accessRestrictions }),
              }),
            ),
          },
        },
      },
      permissions: { factory: permissionsServiceFactory },
      services: [
        authServiceFactory,
        httpAuthServiceFactory,
        mockServices.auditor.mock({ createEvent }).factory,
      ],
    });
  });

  beforeEach(() => createEvent.mockClear());

  afterAll(async () => {
    await portal.stop();
    await rm(keys, { recursive: true, force: true });
  });

  it.each<[string, string | undefined]>([
    ['no token', undefined],
    ['an unknown token', 'an-unknown-token'],
  ])('is needed: %s is not let in', async (_, token) => {
    await expect(connectAgent(portal.backendUrl, token)).rejects.toMatchObject({
      code: 401,
    });
  });

  it.each<keyof typeof RESTRICTIONS>([
    'a-token-for-everything',
    'a-token-for-both-plugins',
  ])(
    'acts as the server itself, whom no policy is asked about: %s',
    async token => {
      const agent = await connectAgent(portal.backendUrl, token);
      expect(await agent.tools()).not.toHaveLength(0);
      await agent.call('plan-train', {
        manifest: trainByHand(),
        idempotencyKey: token,
      });
      expect(createEvent).toHaveBeenCalledWith(
        expect.objectContaining({
          eventId: 'create-train',
          meta: expect.objectContaining({
            door: 'action',
            caller: 'plugin:mcp-actions',
          }),
        }),
      );
      await agent.close();
    },
  );

  it('signs for nobody, and ticks for nobody', async () => {
    const agent = await connectAgent(
      portal.backendUrl,
      'a-token-for-everything',
    );
    const { id: trainId } = await agent.call<{ id: string }>('plan-train', {
      manifest: trainByHand(),
      idempotencyKey: 'to be signed',
    });
    const { gates } = await agent.call<{
      gates: { digest: string; mayISign: { allowed: boolean } }[];
    }>('get-train-gates', { trainId });
    expect(gates).toMatchObject([{ mayISign: { allowed: false } }]);
    expect(
      await agent.refused('sign-train-gate', {
        ...{ trainId, gateId: 'go', decision: 'approved' },
        evidenceDigest: gates[0].digest,
      }),
    ).toMatch(/^NotAllowedError: /);
    expect(
      await agent.refused('tick-checklist-item', {
        ...{ trainId, gate: 'go', product: 'shop' },
        ...{ criterion: 'docs', item: 'written' },
      }),
    ).toMatch(/^NotAllowedError: .*team-shop/);
    await agent.close();
  });

  it.each<keyof typeof RESTRICTIONS>([
    'a-token-for-the-server-alone',
    'a-token-for-some-permissions',
  ])('finds no actions with what can not be handed on: %s', async token => {
    const agent = await connectAgent(portal.backendUrl, token);
    expect(await agent.tools()).toEqual([]);
    expect(await agent.refused('list-trains')).toMatch(/^NotFoundError: /);
    await agent.close();
  });
});

import { createServiceFactory } from '@backstage/backend-plugin-api';
import { actionsRegistryServiceRef } from '@backstage/backend-plugin-api/alpha';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { actionsRegistryServiceMock } from '@backstage/backend-test-utils/alpha';
import type { JsonObject } from '@backstage/types';
import {
  startOrchestrator,
  type TestOrchestrator,
} from '../__testUtils__/startOrchestrator';
import { testDatabases } from '../testing';

const databases = testDatabases();
jest.setTimeout(120_000);

const SWEEP = `apiVersion: orchestrator/v1
kind: Sweep
metadata: { name: node-22, title: Node 22 everywhere }
spec:
  owner: user:default/ana
  targets:
    filter: { kind: component }
  change:
    title: Run on Node 22
    commitMessage: 'build: run on Node 22'
    steps:
      - json: { file: package.json, set: { /engines/node: '>=22' } }
`;

describe('the actions', () => {
  const user = mockCredentials.user('user:default/ana');
  const registry = () =>
    actionsRegistryServiceMock({ logger: mockServices.logger.mock() });
  let actions: ReturnType<typeof registry>;
  let orchestrator: TestOrchestrator;
  const createEvent = jest.fn();
  const ended = { success: jest.fn(), fail: jest.fn() };

  const start = async () => {
    const database = await databases.init('SQLite');
    const found = registry();
    actions = found;
    orchestrator = await startOrchestrator({
      entities: [
        {
          apiVersion: 'backstage.io/v1alpha1',
          kind: 'Component',
          metadata: {
            name: 'shop',
            annotations: { 'orchestrator/repository': 'local:shop' },
          },
          spec: { type: 'service', lifecycle: 'production', owner: 'ana' },
        },
      ],
      database: databases.locationOf(database),
      services: [
        createServiceFactory({
          service: actionsRegistryServiceRef,
          deps: {},
          factory: () => found,
        }),
        mockServices.auditor.mock({ createEvent }).factory,
      ],
    });
  };
  const invoke = (name: string, input: JsonObject, credentials = user) =>
    actions.invoke({ id: `test:${name}`, input, credentials });

  beforeEach(() => {
    jest.clearAllMocks();
    createEvent.mockResolvedValue(ended);
  });

  afterEach(() => orchestrator.stop());

  it('answer reads of sweeps, trains and the inbox without an entry in the audit log', async () => {
    await start();
    const empty = { items: [], totalItems: 0 };
    expect((await invoke('list-sweeps', {})).output).toMatchObject(empty);
    expect((await invoke('list-trains', {})).output).toMatchObject(empty);
    expect((await invoke('get-inbox', {})).output).toMatchObject({
      sweeps: [],
      trains: [],
    });
    expect(createEvent).not.toHaveBeenCalled();
  });

  it('write a command into the audit log with who asked for it', async () => {
    await start();
    const { output } = await invoke('start-sweep-dry-run', {
      manifest: SWEEP,
      idempotencyKey: 'one',
    });
    const { id: runId } = output as { id: string };
    expect(createEvent).toHaveBeenCalledWith(
      expect.objectContaining({
        eventId: 'create-run',
        meta: expect.objectContaining({
          operation: 'createRun',
          caller: 'user:default/ana',
        }),
      }),
    );
    expect(createEvent.mock.calls[0][0].meta).not.toHaveProperty('through');
    expect(ended.success).toHaveBeenCalledTimes(1);
    expect(await orchestrator.client.getRun({ params: { runId } })).toEqual(
      expect.objectContaining({ title: 'Node 22 everywhere' }),
    );
  });

  it('tell by which plugin a command in the name of a user came', async () => {
    await start();
    const through = 'plugin:mcp-actions';
    const input = { manifest: SWEEP, idempotencyKey: 'one' };
    await invoke(
      'start-sweep-dry-run',
      input,
      mockCredentials.user('user:default/ana', { actor: { subject: through } }),
    );
    expect(createEvent).toHaveBeenCalledWith(
      expect.objectContaining({
        meta: expect.objectContaining({ caller: 'user:default/ana', through }),
      }),
    );
  });

  it.each([
    ['depart-train', { trainId: 'gone' }],
    [
      'sign-train-gate',
      {
        trainId: 'gone',
        gateId: 'go',
        decision: 'approved',
        evidenceDigest: 'x',
      },
    ],
    [
      'open-train-incident',
      { trainId: 'gone', title: 'Slow', severity: 'sev2' },
    ],
    ['pause-sweep', { runId: 'gone', reason: 'Look first' }],
  ])(
    'refuse %s of what does not exist, in the audit log too',
    async (name, input) => {
      await start();
      await expect(invoke(name, input)).rejects.toThrow('gone');
      expect(ended.fail).toHaveBeenCalledTimes(1);
    },
  );

  it('name the field of a mistake that only the API knows of', async () => {
    await start();
    await expect(
      invoke('pause-sweep', { runId: 'gone', reason: '' }),
    ).rejects.toThrow(/reason/);
  });

  it('refuse who lacks the permission', async () => {
    await start();
    orchestrator.deny('orchestrator.run.create');
    await expect(
      invoke('start-sweep-dry-run', { manifest: SWEEP, idempotencyKey: 'one' }),
    ).rejects.toMatchObject({ name: 'NotAllowedError' });
    expect(ended.fail).toHaveBeenCalledTimes(1);
  });

  it('refuse who is not signed in', async () => {
    await start();
    await expect(
      actions.invoke({
        id: 'test:get-inbox',
        input: {},
        credentials: mockCredentials.none(),
      }),
    ).rejects.toThrow('signed in');
  });
});

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
import {
  SMALL_TRAINS,
  trainByHand as manifest,
} from './__testUtils__/trainByHand';

const databases = testDatabases();
jest.setTimeout(240_000);

const ANA = 'user:default/ana';
const BEN = 'user:default/ben';

interface Gates {
  gates: {
    status: string;
    digest: string;
    mayISign: { allowed: boolean; reason?: string };
    parts: { part: string; criteria: { items?: object[] }[] }[];
  }[];
}

/** What the actions answer with, as far as it is looked at. */
interface Train extends JsonObject {
  id: string;
  phase: string;
  paused: boolean;
  incidents: { id: string; title: string; status: string }[];
  waves: { id: string; status: string }[];
}

describe.each(databases.supported)('the actions of trains on %s', kind => {
  const createEvent = jest.fn();
  const ended = { success: jest.fn(), fail: jest.fn() };
  let actions: ReturnType<typeof actionsRegistryServiceMock>;
  let portal: TestOrchestrator;

  const start = async (limits: JsonObject = { requestsPerMinute: 0 }) => {
    const found = actionsRegistryServiceMock({
      logger: mockServices.logger.mock(),
    });
    actions = found;
    portal = await startOrchestrator({
      entities: [
        {
          apiVersion: 'backstage.io/v1alpha1',
          kind: 'Component',
          metadata: { name: 'shop' },
          spec: { type: 'service', owner: 'team-shop' },
          relations: [
            { type: 'ownedBy', targetRef: 'group:default/team-shop' },
          ],
        },
      ],
      database: databases.locationOf(await databases.init(kind)),
      config: {
        trains: SMALL_TRAINS,
        limits,
      },
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

  async function invoke<T = Train>(
    name: string,
    input: JsonObject,
  ): Promise<T> {
    const { output } = await actions.invoke({
      id: `test:${name}`,
      input,
      credentials: mockCredentials.user(portal.user),
    });
    return output as T;
  }

  const plan = (idempotencyKey = 'one') =>
    invoke('plan-train', { manifest: manifest(), idempotencyKey });

  const gateOf = async (trainId: string) =>
    (await invoke<Gates>('get-train-gates', { trainId, gateId: 'go' }))
      .gates[0];

  const tick = (trainId: string) =>
    invoke<Gates>('tick-checklist-item', {
      trainId,
      product: 'shop',
      gate: 'go',
      criterion: 'docs',
      item: 'written',
      note: 'Read them',
    });

  const sign = (trainId: string, evidenceDigest: string) =>
    invoke<Gates>('sign-train-gate', {
      trainId,
      gateId: 'go',
      decision: 'approved',
      evidenceDigest,
    });

  /** Plans a train, and brings it to a GO, each by who may. */
  async function ready(): Promise<string> {
    const { id } = await plan();
    portal.as(ANA, [ANA, 'group:default/team-shop']);
    await tick(id);
    portal.as(BEN);
    await sign(id, (await gateOf(id)).digest);
    portal.as(ANA);
    return id;
  }

  beforeEach(() => {
    jest.clearAllMocks();
    createEvent.mockResolvedValue(ended);
  });

  afterEach(() => portal.stop());

  it('plan a train once, and find it', async () => {
    await start();
    const { plan: previewed } = await invoke<{ plan: JsonObject }>(
      'preview-train',
      { manifest: manifest() },
    );
    expect(previewed).toMatchObject({ layers: [['shop']], problems: [] });
    const train = await plan();
    expect(train).toMatchObject({
      name: 'spring',
      products: [{ id: 'shop', owner: 'group:default/team-shop' }],
      page: `/orchestrator/trains/${train.id}`,
    });
    expect((await plan()).id).toBe(train.id);
    const again = await invoke<{ conflicts: JsonObject[] }>('preview-train', {
      manifest: manifest(),
    });
    expect(again.conflicts).toContainEqual(
      expect.objectContaining({ kind: 'products', with: train.id }),
    );
    expect((await plan('two')).id).not.toBe(train.id);
    expect(
      await invoke('list-trains', { entity: 'component:default/shop' }),
    ).toMatchObject({ totalItems: 2 });
    expect(await invoke('get-train', { trainId: train.id })).toMatchObject({
      id: train.id,
      actions: { depart: { allowed: false, reason: expect.any(String) } },
    });
    expect(
      await invoke('get-train-report', { trainId: train.id }),
    ).toMatchObject({ markdown: expect.stringContaining('# Spring') });
  });

  it('tick, sign and depart, each in the name of who asks', async () => {
    await start();
    const { id } = await plan();
    expect(await gateOf(id)).toMatchObject({
      status: 'open',
      mayISign: { allowed: false },
      parts: [
        {
          part: 'shop',
          criteria: [{ items: [{ id: 'written', title: 'Docs are there' }] }],
        },
      ],
    });
    await expect(tick(id)).rejects.toThrow(/team-shop/);
    const { digest: stale } = await gateOf(id);
    portal.as(ANA, [ANA, 'group:default/team-shop']);
    await tick(id);
    await expect(invoke('depart-train', { trainId: id })).rejects.toThrow(
      /Go or no-go/,
    );
    portal.as(BEN);
    await expect(sign(id, stale)).rejects.toMatchObject({
      name: 'ConflictError',
    });
    expect(await sign(id, (await gateOf(id)).digest)).toMatchObject({
      gates: [{ status: 'go' }],
    });
    portal.as(ANA);
    expect(await invoke('depart-train', { trainId: id })).toMatchObject({
      phase: 'departing',
      waves: [{ id: 'pilot', status: 'activating' }],
    });
    expect(createEvent).toHaveBeenLastCalledWith(
      expect.objectContaining({
        eventId: 'command-train',
        meta: expect.objectContaining({
          door: 'action',
          caller: ANA,
          trainId: id,
          type: 'depart',
        }),
      }),
    );
  });

  it('halt and resume the wave, pause and resume the train', async () => {
    await start();
    const trainId = await ready();
    await invoke('depart-train', { trainId });
    const reason = 'Something looks wrong';
    expect(await invoke('halt-train-wave', { trainId, reason })).toMatchObject({
      waves: [{ status: 'halted' }],
    });
    expect(
      await invoke('resume-train-wave', { trainId, reason: 'It was noise' }),
    ).toMatchObject({ waves: [{ status: 'activating' }] });
    expect(await invoke('pause-train', { trainId, reason })).toMatchObject({
      paused: true,
    });
    expect(await invoke('resume-train', { trainId })).toMatchObject({
      paused: false,
    });
    await expect(invoke('resume-train', { trainId })).rejects.toThrow(
      'The train is not paused',
    );
  });

  it('open an incident with a pause, and add to its timeline', async () => {
    await start();
    const { id: trainId } = await plan();
    const opened = await invoke('open-train-incident', {
      trainId,
      title: 'Slow answers',
      severity: 'sev2',
      products: ['shop'],
      pause: true,
    });
    expect(opened).toMatchObject({
      paused: true,
      incidents: [{ title: 'Slow answers', severity: 'sev2', status: 'open' }],
    });
    const text = 'Caches are cold';
    await invoke('note-train-incident', {
      trainId,
      incidentId: opened.incidents[0].id,
      text,
    });
    const { train } = await portal.client.getTrain({ params: { trainId } });
    expect(train.incidents[0].notes).toMatchObject([{ by: ANA, text }]);
  });

  it.each<[string, string, JsonObject]>([
    ['preview-train', 'create', { manifest: 'x' }],
    ['plan-train', 'create', { manifest: 'x', idempotencyKey: 'x' }],
    ['depart-train', 'operate', {}],
    ['halt-train-wave', 'operate', { reason: 'x' }],
    ['resume-train-wave', 'operate', { reason: 'x' }],
    ['pause-train', 'operate', { reason: 'x' }],
    ['resume-train', 'operate', {}],
    ['open-train-incident', 'operate', { title: 'x', severity: 'sev1' }],
    ['note-train-incident', 'operate', { incidentId: 'x', text: 'x' }],
    [
      'sign-train-gate',
      'approve',
      { gateId: 'go', decision: 'approved', evidenceDigest: 'x' },
    ],
  ])('refuse %s to who may not %s', async (name, permission, input) => {
    await start();
    const { id } = await plan();
    jest.clearAllMocks();
    portal.deny(`orchestrator.run.${permission}`);
    await expect(
      invoke(name, {
        ...(permission !== 'create' && { trainId: id }),
        ...input,
      }),
    ).rejects.toMatchObject({ name: 'NotAllowedError' });
    expect(ended.fail).toHaveBeenCalledTimes(1);
  });

  it('show nothing of a train to who may not read it', async () => {
    await start();
    const { id: trainId } = await plan();
    portal.deny('orchestrator.run.read');
    for (const name of ['get-train', 'get-train-report', 'get-train-gates']) {
      await expect(invoke(name, { trainId })).rejects.toMatchObject({
        name: 'NotFoundError',
      });
    }
    await expect(tick(trainId)).rejects.toMatchObject({
      name: 'NotFoundError',
    });
    expect(await invoke('list-trains', {})).toMatchObject({ totalItems: 0 });
  });

  it('name the field of a mistake', async () => {
    await start();
    const { id: trainId } = await plan();
    await expect(
      invoke('plan-train', {
        manifest: manifest().replace('"medium"', '"huge"'),
        idempotencyKey: 'x',
      }),
    ).rejects.toThrow(/criticality/);
    await expect(
      invoke('pause-train', { trainId, reason: '' }),
    ).rejects.toThrow(/reason/);
    await expect(
      invoke('open-train-incident', { trainId, title: 'x', severity: 'sev9' }),
    ).rejects.toThrow(/severity/);
    await expect(invoke('list-trains', { limit: 1000 })).rejects.toThrow(
      /limit/,
    );
  });

  it('count against the same limit of requests as the API', async () => {
    await start({ requestsPerMinute: 3 });
    await invoke('list-trains', {});
    await invoke('list-trains', {});
    await portal.client.listTrains({});
    await expect(invoke('list-trains', {})).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      message: expect.stringMatching(
        /accepted are 3 .* the next one in \d+ s$/,
      ),
    });
  });
});

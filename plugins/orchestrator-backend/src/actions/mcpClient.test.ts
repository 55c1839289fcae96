import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  type DefinitivePolicyDecision,
} from '@backstage/plugin-permission-common';
import { manifestJsonSchema } from '@backstage-orchestrator/plugin-orchestrator-common';
import Ajv from 'ajv';
import type { TestOrchestrator } from '../__testUtils__/startOrchestrator';
import { testDatabases } from '../testing';
import { connectAgent, type Agent } from './__testUtils__/connectAgent';
import { component, startWithMcp } from './__testUtils__/startWithMcp';
import { trainByHand } from './__testUtils__/trainByHand';

const databases = testDatabases();
jest.setTimeout(120_000);

const ANA = 'user:default/ana';
const BEN = 'user:default/ben';
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

interface Gates {
  gates: {
    id: string;
    status: string;
    digest: string;
    parts: { part: string; criteria: { criterion: string }[] }[];
  }[];
}

/** What the documentation says of each action: its name, and what it changes. */
function documented(): Map<string, string> {
  const page = readFileSync(
    // eslint-disable-next-line no-restricted-syntax -- never in a production build
    join(__dirname, '../../../../docs/how-to/use-from-agents.md'),
    'utf8',
  );
  return new Map(
    [...page.matchAll(/^\| `([a-z-]+)` *\|[^|]+\| (.+?) *\|$/gm)].map(
      ([, name, changes]) => [name, changes],
    ),
  );
}

describe('a client of MCP', () => {
  const denied = new Set<string>();
  const createEvent = jest.fn();
  const ended = { success: jest.fn(), fail: jest.fn() };
  let portal: TestOrchestrator;
  let agents: Agent[] = [];

  const start = async (
    options: Partial<Parameters<typeof startWithMcp>[0]> = {},
  ) => {
    const answer = async (
      asked: { permission: { name: string } }[],
    ): Promise<DefinitivePolicyDecision[]> =>
      asked.map(({ permission }) => ({
        result: denied.has(permission.name)
          ? AuthorizeResult.DENY
          : AuthorizeResult.ALLOW,
      }));
    portal = await startWithMcp({
      database: databases.locationOf(await databases.init('SQLite')),
      groups: { [ANA]: ['group:default/team-shop'] },
      permissions: mockServices.permissions.mock({
        authorize: answer,
        authorizeConditional: answer,
      }),
      services: [mockServices.auditor.mock({ createEvent }).factory],
      ...options,
    });
  };

  const agentOf = async (user: string) => {
    const agent = await connectAgent(
      portal.backendUrl,
      mockCredentials.user.token(user),
    );
    agents.push(agent);
    return agent;
  };

  beforeEach(() => {
    jest.clearAllMocks();
    denied.clear();
    createEvent.mockResolvedValue(ended);
  });

  afterEach(async () => {
    await Promise.all(agents.map(agent => agent.close()));
    agents = [];
    await portal.stop();
  });

  it('finds every action that is documented, with hints, a schema that validates, and no field left open', async () => {
    await start();
    const agent = await agentOf(ANA);
    const tools = await agent.tools();
    const changes = documented();
    expect(tools.map(({ name }) => name).sort()).toEqual(
      [...changes.keys()].map(name => `orchestrator.${name}`).sort(),
    );
    for (const { name, description, inputSchema, annotations } of tools) {
      const action = name.replace('orchestrator.', '');
      const changed = changes.get(action)!;
      expect({ name, annotations }).toMatchObject({
        name,
        annotations: {
          title: expect.stringMatching(/^[A-Z]/),
          readOnlyHint: changed === 'nothing',
          destructiveHint: /^(repositories|products)/.test(changed),
        },
      });
      expect(description).toMatch(/\w{3}.*\.$/s);
      expect(inputSchema.type).toBe('object');
      // Many clients give a model the schema as it stands, and can't follow a reference.
      expect(JSON.stringify(inputSchema)).not.toContain('$ref');
      const valid = new Ajv({ strict: true }).compile(inputSchema);
      expect(valid({ surprise: true })).toBe(false);
      expect(await agent.refused(action, { surprise: true })).toMatch(
        /^InputError: [^]*Unrecognized key\(s\) in object: 'surprise'/,
      );
    }
  });

  it('learns what a manifest is, previews a sweep, and has its dry run once', async () => {
    await start();
    const ana = await agentOf(ANA);
    expect(await ana.call('get-manifest-schema', { kind: 'Sweep' })).toEqual({
      schema: manifestJsonSchema('Sweep'),
    });
    expect(await ana.call('preview-sweep', { manifest: SWEEP })).toMatchObject({
      targets: 1,
      sample: [
        {
          entityRef: 'component:default/shop',
          problems: ['Its owner group:default/team-shop is not in the catalog'],
        },
      ],
      owners: [{ owner: 'group:default/team-shop', targets: 1 }],
    });
    const asked = { manifest: SWEEP, idempotencyKey: 'one' };
    const sweep = await ana.call<{ id: string }>('start-sweep-dry-run', asked);
    expect(await ana.call('start-sweep-dry-run', asked)).toMatchObject(sweep);
    expect(await ana.call('list-sweeps', { q: 'node' })).toMatchObject({
      items: [{ id: sweep.id, owner: ANA }],
      totalItems: 1,
    });
    expect(await ana.call('get-sweep', { runId: sweep.id })).toMatchObject({
      title: 'Node 22 everywhere',
      actions: { start: { allowed: expect.any(Boolean) } },
    });
    expect(
      await ana.call('get-sweep-report', { runId: sweep.id }),
    ).toMatchObject({ markdown: expect.stringContaining('Node 22') });
  });

  it('brings a train to its departure, where each signs what they have read in their own name', async () => {
    await start();
    const ana = await agentOf(ANA);
    const ben = await agentOf(BEN);
    expect(
      await ana.call('preview-train', { manifest: trainByHand() }),
    ).toMatchObject({ plan: { layers: [['shop']], problems: [] } });
    const { id: trainId } = await ana.call<{ id: string }>('plan-train', {
      manifest: trainByHand(),
      idempotencyKey: 'one',
    });
    expect(await ben.call('get-inbox')).toMatchObject({
      trains: [],
    });
    const read = async () =>
      (await ben.call<Gates>('get-train-gates', { trainId })).gates[0];
    const { digest: stale } = await read();
    await ana.call('tick-checklist-item', {
      trainId,
      product: 'shop',
      gate: 'go',
      criterion: 'docs',
      item: 'written',
      note: 'Read them',
    });
    const sign = { trainId, gateId: 'go', decision: 'approved' };
    expect(
      await ben.refused('sign-train-gate', { ...sign, evidenceDigest: stale }),
    ).toMatch(/^ConflictError: /);
    const { digest: evidenceDigest } = await read();
    expect(
      await ana.refused('sign-train-gate', { ...sign, evidenceDigest }),
    ).toMatch(/^NotAllowedError: /);
    expect(
      await ben.call('sign-train-gate', { ...sign, evidenceDigest }),
    ).toMatchObject({ gates: [{ status: 'go' }] });
    expect(createEvent).toHaveBeenCalledWith(
      expect.objectContaining({
        eventId: 'command-gate',
        meta: expect.objectContaining({ door: 'action', caller: BEN, trainId }),
      }),
    );
    expect(await ana.call('depart-train', { trainId })).toMatchObject({
      phase: 'departing',
    });
  });

  it.each([
    ['a missing field', 'get-train', undefined, /"trainId"[^]*Required/],
    [
      'a word that is not accepted',
      'open-train-incident',
      { trainId: 'x', title: 'x', severity: 'sev9' },
      /"severity"[^]*Expected 'sev1' \| 'sev2' \| 'sev3' \| 'sev4'/,
    ],
    [
      'a manifest of another kind',
      'preview-sweep',
      { manifest: 'kind: Pod' },
      /^InputError: The manifest has .*apiVersion .*found nothing, accepted is orchestrator\/v1/,
    ],
    [
      'a field that only the API checks',
      'pause-train',
      { trainId: 'x', reason: '' },
      /^InputError: .*reason/,
    ],
    ['a train that is not there', 'get-train', { trainId: 'x' }, /^NotFound/],
    [
      'a tool that is not there',
      'fly',
      {},
      /^NotFoundError: .*fly.* not found/,
    ],
  ])('is told of %s', async (_, action, input, message) => {
    await start();
    expect(await (await agentOf(ANA)).refused(action, input)).toMatch(message);
  });

  it('is told what gates and parts there are when it names another one', async () => {
    await start();
    const ana = await agentOf(ANA);
    const { id: trainId } = await ana.call<{ id: string }>('plan-train', {
      manifest: trainByHand(),
      idempotencyKey: 'one',
    });
    expect(
      await ana.refused('get-train-gates', { trainId, gateId: 'qa' }),
    ).toBe('NotFoundError: There is no gate "qa" here: found are go');
    expect(
      await ana.refused('get-train-gates', { trainId, part: 'till' }),
    ).toBe('NotFoundError: There is no part "till" here: found are shop');
  });

  it('neither sees nor may call what needs a permission to create, and is refused what it may not operate', async () => {
    await start();
    const ana = await agentOf(ANA);
    const { id: trainId } = await ana.call<{ id: string }>('plan-train', {
      manifest: trainByHand(),
      idempotencyKey: 'one',
    });
    denied.add('orchestrator.run.create').add('orchestrator.run.operate');
    const names = (await ana.tools()).map(({ name }) => name);
    expect(names).toContain('orchestrator.depart-train');
    expect(names).not.toContain('orchestrator.plan-train');
    expect(
      await ana.refused('plan-train', {
        manifest: trainByHand(),
        idempotencyKey: 'two',
      }),
    ).toMatch(/^NotFoundError: /);
    expect(await ana.refused('depart-train', { trainId })).toMatch(
      /^NotAllowedError: /,
    );
  });

  it('reads one part of the gates of a big train', async () => {
    const products = Array.from({ length: 60 }, (_, i) => `product-${i}`);
    await start({ entities: products.map(component) });
    const ana = await agentOf(ANA);
    const { id: trainId } = await ana.call<{ id: string }>('plan-train', {
      manifest: trainByHand(products, 10),
      idempotencyKey: 'one',
    });
    const all = await ana.call<Gates>('get-train-gates', { trainId });
    const part = 'product-7';
    const one = await ana.call<Gates>('get-train-gates', {
      ...{ trainId, gateId: 'go', part },
    });
    expect(all.gates[0].parts).toHaveLength(60);
    expect(one.gates[0].parts).toMatchObject([{ part }]);
    expect(one.gates[0].digest).toBe(all.gates[0].digest);
    expect(JSON.stringify(one).length).toBeLessThan(
      JSON.stringify(all).length / 3,
    );
  });

  it('is told how long to wait when it asks too often', async () => {
    await start({ config: { limits: { requestsPerMinute: 1 } } });
    const ana = await agentOf(ANA);
    await ana.call('list-trains');
    expect(await ana.refused('list-trains')).toMatch(
      /^ServiceUnavailableError: .*accepted are 1 .* the next one in \d+ s$/,
    );
  });
});

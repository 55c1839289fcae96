import type { Entity } from '@backstage/catalog-model';
import {
  AuthorizeResult,
  isPermission,
} from '@backstage/plugin-permission-common';
import {
  createOrchestratorRunConditionalDecision,
  orchestratorRunConditions,
} from '@backstage-orchestrator/plugin-orchestrator-backend';
import { orchestratorRunReadPermission } from '@backstage-orchestrator/plugin-orchestrator-common';
import { startPortal, type TestPortal } from './__testUtils__/startPortal';

/** Sees every run. */
const ANA = 'user:default/ana';
/** Sees the runs that touch what is his. */
const BEN = 'user:default/ben';
/** Sees none. */
const EVE = 'user:default/eve';

jest.setTimeout(60_000);

function component(name: string, owner: string): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name },
    spec: { type: 'service', lifecycle: 'production', owner },
    relations: [{ type: 'ownedBy', targetRef: owner }],
  };
}

const sweep = (name: string, title: string, module: string) => ({
  apiVersion: 'orchestrator/v1',
  kind: 'Sweep',
  metadata: {
    name,
    title,
    description: 'Raises the engine before the old one loses its support',
    labels: { campaign: 'runtimes' },
  },
  spec: {
    owner: 'group:default/platform',
    targets: { filter: { kind: 'component', 'metadata.name': module } },
    change: {
      title,
      commitMessage: 'build: raise it',
      steps: [
        { json: { file: 'package.json', set: { '/engines/node': '22' } } },
      ],
    },
  },
});

const TRAIN = {
  apiVersion: 'orchestrator/v1',
  kind: 'Train',
  metadata: { name: 'checkout-spring', title: 'Checkout in spring' },
  spec: {
    owner: 'group:default/platform',
    timezone: 'Europe/Berlin',
    departure: '2100-03-01T09:00:00Z',
    products: [
      {
        id: 'basket',
        entity: 'component:default/basket',
        version: '4.2.0',
        criticality: 'low',
        activation: [{ id: 'on', flag: { key: 'basket', set: 'on' as const } }],
        rollback: [{ id: 'off', flag: { key: 'basket', set: 'off' as const } }],
      },
    ],
    gates: [
      {
        id: 'go',
        criteria: [
          {
            id: 'docs',
            checklist: { items: [{ id: 'written', title: 'Written' }] },
          },
        ],
        signOffs: [{ id: 'release', from: [ANA] }],
      },
    ],
    waves: [{ id: 'all' }],
  },
};

describe('the search of a portal', () => {
  let portal: TestPortal;
  const titles = async (user: string, query: Record<string, string>) =>
    (await portal.search(user, query)).map(({ document }) => document.title);

  beforeAll(async () => {
    portal = await startPortal({
      entities: [
        component('vault', 'group:default/payments'),
        component('basket', BEN),
      ],
      policy: {
        async handle({ permission }, user) {
          const ref = user?.info.userEntityRef;
          if (isPermission(permission, orchestratorRunReadPermission)) {
            if (ref === BEN) {
              return createOrchestratorRunConditionalDecision(
                permission,
                orchestratorRunConditions.isTargetOwner({ claims: [BEN] }),
              );
            }
            return {
              result:
                ref === ANA ? AuthorizeResult.ALLOW : AuthorizeResult.DENY,
            };
          }
          return { result: AuthorizeResult.ALLOW };
        },
      },
    });
    const { createRun, createTrain } = portal.as(ANA);
    for (const manifest of [
      sweep('node-vault', 'Node 22 in the vault', 'vault'),
      sweep('node-basket', 'Node 22 in the basket', 'basket'),
    ]) {
      await createRun({ body: { manifest, dryRun: false } });
    }
    await createTrain({ body: { manifest: TRAIN } });
    await portal.index();
  });

  afterAll(() => portal.stop());

  it('finds a sweep by its title and leads to its page', async () => {
    const [{ type, document }] = await portal.search(ANA, {
      term: 'vault',
      'types[0]': 'orchestrator',
    });
    expect(type).toBe('orchestrator');
    expect(document).toMatchObject({
      title: 'Node 22 in the vault',
      location: expect.stringMatching(/^\/orchestrator\/sweeps\/[\w-]+$/),
      kind: 'Sweep',
      state: 'planned',
      owner: 'group:default/platform',
      labels: ['campaign=runtimes'],
    });
    // What decides who may see it is nobody's business but the search's.
    expect(document).not.toHaveProperty('authorization');
  });

  it('finds runs by description and label', async () => {
    const sweeps = ['Node 22 in the basket', 'Node 22 in the vault'];
    expect((await titles(ANA, { term: 'support' })).sort()).toEqual(sweeps);
    expect((await titles(ANA, { term: 'runtimes' })).sort()).toEqual(sweeps);
  });

  it('finds a train by a product of it, and filters by kind', async () => {
    expect(
      await titles(ANA, { term: 'basket', 'filters[kind]': 'Train' }),
    ).toEqual(['Checkout in spring']);
  });

  it('shows nobody a run that they may not read', async () => {
    expect(await titles(ANA, { term: '' })).toHaveLength(3);
    expect((await titles(BEN, { term: '' })).sort()).toEqual([
      'Checkout in spring',
      'Node 22 in the basket',
    ]);
    expect(await titles(BEN, { term: 'vault' })).toEqual([]);
    expect(await titles(EVE, { term: '' })).toEqual([]);
  });
});

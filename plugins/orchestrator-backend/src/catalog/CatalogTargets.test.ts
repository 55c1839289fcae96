import { mockCredentials } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  targetSelectorSchema,
  type TargetDescription,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { FailureError } from '@backstage-orchestrator/plugin-orchestrator-node';
import type { z } from 'zod/v4';
import { CatalogTargets, type CatalogTargetsOptions } from './CatalogTargets';

const credentials = mockCredentials.user('user:default/ana');
const integrations = ScmIntegrations.fromConfig(
  new ConfigReader({ integrations: { github: [{ host: 'github.com' }] } }),
);

interface Shape {
  kind?: string;
  repository?: string | undefined;
  path?: string;
  owner?: string | undefined;
  dependsOn?: string[];
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  spec?: Record<string, string>;
}

function component(name: string, shape: Shape = {}): Entity {
  const { repository = `local:${name}`, owner = 'group:default/payments' } =
    shape;
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: shape.kind ?? 'Component',
    metadata: {
      name,
      namespace: 'default',
      labels: shape.labels,
      annotations: {
        ...('repository' in shape && !shape.repository
          ? {}
          : { 'orchestrator/repository': repository }),
        ...(shape.path && { 'orchestrator/path': shape.path }),
        ...shape.annotations,
      },
    },
    spec: { type: 'service', lifecycle: 'production', ...shape.spec },
    relations: [
      ...('owner' in shape && !shape.owner
        ? []
        : [{ type: 'ownedBy', targetRef: owner }]),
      ...(shape.dependsOn ?? []).map(targetRef => ({
        type: 'dependsOn',
        targetRef,
      })),
    ],
  };
}

const payments: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Group',
  metadata: { name: 'payments', namespace: 'default' },
  spec: { type: 'team', children: [] },
};

function setUp(
  entities: Entity[],
  options: Partial<CatalogTargetsOptions> = {},
) {
  const catalog = catalogServiceMock({ entities: [payments, ...entities] });
  const targets = new CatalogTargets({
    catalog,
    integrations,
    codeHosts: new Set(['local', 'github']),
    ...options,
  });
  const discover = async (
    selector: z.input<typeof targetSelectorSchema> = {
      filter: { kind: 'component' },
    },
  ) => {
    const found: TargetDescription[] = [];
    for await (const target of targets.discover(
      targetSelectorSchema.parse(selector),
      credentials,
    )) {
      found.push(target);
    }
    return found;
  };
  return { catalog, targets, discover };
}

const names = (found: TargetDescription[]) => found.map(({ title }) => title);
const problems = (found: TargetDescription[]) =>
  Object.fromEntries(found.map(target => [target.title, target.problems]));

describe('CatalogTargets', () => {
  it('describes a module', async () => {
    const entity = component('Payments-API', {
      path: 'services/api',
      labels: { tier: '1' },
      dependsOn: ['component:default/lib'],
      spec: { system: 'shop' },
    });
    entity.metadata.title = 'Payments';
    const { discover } = setUp([entity, component('lib')]);
    expect((await discover())[1]).toEqual({
      id: 'component.default.payments-api',
      entityRef: 'component:default/payments-api',
      title: 'Payments',
      owner: 'group:default/payments',
      type: 'service',
      system: 'system:default/shop',
      repository: { host: 'local', name: 'Payments-API', path: 'services/api' },
      dependsOn: ['component:default/lib'],
      problems: [],
      labels: { tier: '1' },
    });
  });

  it('asks the catalog as the one who started the run, and for no more than it needs', async () => {
    const { catalog, discover } = setUp([component('a')]);
    const streamed = jest.spyOn(catalog, 'streamEntities');
    const asked = jest.spyOn(catalog, 'getEntitiesByRefs');
    await discover({
      filter: { kind: 'component' },
      include: ['component:default/b'],
    });
    for (const [request, options] of [
      ...streamed.mock.calls,
      ...asked.mock.calls,
    ]) {
      expect(options).toEqual({ credentials });
      expect(request?.fields?.length).toBeGreaterThan(0);
    }
    expect(asked).toHaveBeenCalled();
  });

  describe('selecting', () => {
    const entities = [
      component('a', { labels: { tier: '1' }, spec: { type: 'service' } }),
      component('b', { labels: { tier: '2' }, spec: { type: 'library' } }),
      component('c', {
        labels: { tier: '1', zone: 'eu' },
        spec: { type: 'website' },
      }),
      component('d', { kind: 'Resource' }),
    ];
    it.each<[string, z.input<typeof targetSelectorSchema>, string[]]>([
      ['one filter', { filter: { kind: 'component' } }, ['a', 'b', 'c']],
      [
        'keys mean and',
        { filter: { kind: 'component', 'spec.type': 'library' } },
        ['b'],
      ],
      [
        'a list of values means or',
        { filter: { 'spec.type': ['library', 'website'] } },
        ['b', 'c'],
      ],
      [
        'a list of filters means or',
        { filter: [{ kind: 'resource' }, { 'spec.type': 'library' }] },
        ['b', 'd'],
      ],
      [
        'include adds',
        {
          filter: { 'spec.type': 'library' },
          include: ['Component:Default/A'],
        },
        ['a', 'b'],
      ],
      [
        'include alone',
        { include: ['component:default/c', 'resource:default/d'] },
        ['c', 'd'],
      ],
      [
        'exclude removes',
        { filter: { kind: 'component' }, exclude: ['component:default/B'] },
        ['a', 'c'],
      ],
      [
        'exclude wins over include',
        {
          include: ['component:default/a', 'component:default/b'],
          exclude: ['component:default/b'],
        },
        ['a'],
      ],
      [
        'labels must be there',
        { filter: { kind: 'component' }, labels: { tier: '1' } },
        ['a', 'c'],
      ],
      [
        'all labels',
        { filter: { kind: 'component' }, labels: { tier: '1', zone: 'eu' } },
        ['c'],
      ],
      [
        'each once',
        {
          filter: [{ kind: 'component' }, { 'spec.type': 'library' }],
          include: ['component:default/a', 'component:default/a'],
        },
        ['a', 'b', 'c'],
      ],
      ['nothing', { filter: { kind: 'template' } }, []],
    ])('%s', async (_, selector, expected) => {
      expect(names(await setUp(entities).discover(selector))).toEqual(expected);
    });

    it('takes paths of a monorepo, and leaves the other modules out', async () => {
      const { discover } = setUp([
        component('api', { repository: 'local:mono', path: 'services/api' }),
        component('web', { repository: 'local:mono', path: 'apps/web' }),
        component('root', { repository: 'local:mono' }),
        component('nowhere', { repository: undefined }),
      ]);
      const paths = (globs: string[]) =>
        discover({ filter: { kind: 'component' }, paths: globs });
      expect(names(await paths(['services/*']))).toEqual(['api', 'nowhere']);
      expect(names(await paths(['.', 'apps/**']))).toEqual([
        'nowhere',
        'root',
        'web',
      ]);
    });
  });

  describe('problems', () => {
    it('stops the target, not the others', async () => {
      const { discover } = setUp([
        component('fine'),
        component('no-repository', { repository: undefined }),
        component('no-owner', { owner: undefined }),
        component('lost-owner', { owner: 'group:default/gone' }),
        component('bad-owner', {
          owner: undefined,
          spec: { owner: 'a b:c/d/e' },
        }),
        component('archived', {
          annotations: { 'orchestrator/archived': 'true' },
        }),
        component('ended', { spec: { lifecycle: 'Archived' } }),
        component('dangling', {
          dependsOn: ['component:default/gone', 'component:default/fine'],
        }),
        component('elsewhere', { repository: 'svn:x' }),
      ]);
      const found = await discover({
        filter: { kind: 'component' },
        include: ['component:default/missing'],
      });
      expect(problems(found)).toEqual({
        fine: [],
        'no-repository': [
          { code: 'noRepository', message: expect.any(String) },
        ],
        'no-owner': [{ code: 'noOwner', message: expect.any(String) }],
        'lost-owner': [
          {
            code: 'unknownReference',
            message: 'Its owner group:default/gone is not in the catalog',
          },
        ],
        'bad-owner': [
          {
            code: 'unknownReference',
            message: expect.stringContaining('Its owner'),
          },
        ],
        archived: [{ code: 'archived', message: 'It is archived' }],
        ended: [{ code: 'archived', message: 'It is archived' }],
        dangling: [
          {
            code: 'unknownReference',
            message:
              'It depends on component:default/gone, which is not in the catalog',
          },
        ],
        elsewhere: [{ code: 'hostNotAllowed', message: expect.any(String) }],
        missing: [
          {
            code: 'unknownReference',
            message: expect.stringContaining(
              'component:default/missing is not in the catalog',
            ),
          },
        ],
      });
      const dangling = found.find(({ title }) => title === 'dangling');
      expect(dangling?.dependsOn).toEqual(['component:default/fine']);
    });

    it('falls back to spec.owner, a group unless it says otherwise', async () => {
      const { discover } = setUp([
        component('a', { owner: undefined, spec: { owner: 'payments' } }),
        component('b', { owner: undefined, spec: { owner: 'user:ana' } }),
      ]);
      const found = await discover();
      expect(found.map(({ owner }) => owner)).toEqual([
        'group:default/payments',
        'user:default/ana',
      ]);
      expect(problems(found).b).toMatchObject([{ code: 'unknownReference' }]);
    });

    it('names the first of two modules at one place', async () => {
      const { discover } = setUp([
        component('z', { repository: 'local:mono', path: 'a' }),
        component('b', { repository: 'local:mono', path: 'a' }),
        component('a', {
          repository: 'local:mono',
          path: 'a',
          owner: undefined,
        }),
        component('other', { repository: 'local:mono', path: 'b' }),
      ]);
      const found = problems(await discover());
      expect(found.z).toEqual([
        {
          code: 'duplicate',
          message:
            'component:default/b has the same repository and path, and is changed instead',
        },
      ]);
      expect(found.b).toEqual([]);
      expect(found.other).toEqual([]);
    });

    it('asks the code hosts once for each repository, where it can', async () => {
      const access = jest.fn(async ({ name }: { name: string }) => {
        if (name === 'gone') {
          throw new FailureError({
            class: 'permanent',
            code: 'repositoryNotFound',
            message: 'There is no repository gone',
          });
        }
        if (name === 'busy') {
          throw new FailureError({
            class: 'transient',
            code: 'busy',
            message: 'Try later',
          });
        }
        return { url: '', defaultBranch: 'main', archived: name === 'old' };
      });
      const { discover } = setUp(
        [
          component('a', { repository: 'local:mono', path: 'a' }),
          component('b', { repository: 'local:mono', path: 'b' }),
          component('c', { repository: 'local:gone' }),
          component('d', { repository: 'local:busy' }),
          component('e', { repository: 'local:old' }),
          component('f', { repository: 'local:ownerless', owner: undefined }),
        ],
        { access },
      );
      const found = problems(await discover());
      expect(found).toMatchObject({
        a: [],
        b: [],
        c: [{ code: 'noRepository', message: 'There is no repository gone' }],
        d: [],
        e: [{ code: 'archived' }],
      });
      expect(access.mock.calls.map(([{ name }]) => name).sort()).toEqual([
        'busy',
        'gone',
        'mono',
        'old',
      ]);
    });

    it('tells instances of a code host apart, but not names by their case', async () => {
      const at = (url: string) => ({
        repository: undefined,
        annotations: { 'backstage.io/source-location': `url:${url}` },
      });
      const { discover } = setUp([
        component('a', at('https://github.com/Org/Repo')),
        component('b', at('https://github.com/org/repo')),
      ]);
      expect(problems(await discover()).b).toMatchObject([
        { code: 'duplicate' },
      ]);
    });
  });

  it('previews', async () => {
    const { targets } = setUp([
      ...Array.from({ length: 30 }, (_, index) => component(`c-${index}`)),
      component('lost', { owner: 'group:default/gone' }),
      component('no-owner', { owner: undefined }),
    ]);
    const preview = await targets.preview(
      targetSelectorSchema.parse({ filter: { kind: 'component' } }),
      credentials,
    );
    expect(preview).toMatchObject({
      targets: 32,
      problems: 2,
      owners: [
        { owner: 'group:default/payments', targets: 30 },
        { owner: 'group:default/gone', targets: 1 },
      ],
    });
    expect(preview.sample).toHaveLength(20);
    expect(preview.all).toHaveLength(32);
  });

  it('goes through 10,000 entities page by page', async () => {
    const count = 10_000;
    const entities = Array.from({ length: count }, (_, index) =>
      component(`service-${index}`, {
        owner: `group:default/team-${index % 50}`,
        dependsOn:
          index > 0
            ? [
                `component:default/service-${index - 1}`,
                `resource:default/gone`,
              ]
            : [],
      }),
    );
    const teams = Array.from({ length: 50 }, (_, index) => ({
      ...payments,
      metadata: { name: `team-${index}`, namespace: 'default' },
    }));
    const { catalog } = setUp([...entities, ...teams]);
    // The mock sorts everything again for each page; here the pages are cut from the list.
    const pages: number[] = [];
    const asked: number[] = [];
    const refs = new Set(
      [...entities, ...teams].map(({ kind, metadata: { name } }) =>
        `${kind}:default/${name}`.toLowerCase(),
      ),
    );
    const paged = new CatalogTargets({
      integrations,
      codeHosts: new Set(['local']),
      catalog: {
        ...catalog,
        async *streamEntities(request) {
          const size = request?.pageSize ?? count;
          for (let at = 0; at < count; at += size) {
            pages.push(size);
            yield entities.slice(at, at + size);
          }
        },
        async getEntitiesByRefs({ entityRefs }) {
          asked.push(entityRefs.length);
          return {
            items: entityRefs.map(ref =>
              refs.has(ref) ? payments : undefined,
            ),
          };
        },
      },
    });
    let found = 0;
    let stopped = 0;
    for await (const target of paged.discover(
      targetSelectorSchema.parse({ filter: { kind: 'component' } }),
      credentials,
    )) {
      found += 1;
      stopped += target.problems.length;
    }
    expect(found).toBe(count);
    expect(stopped).toBe(count - 1);
    expect(Math.max(...pages)).toBeLessThanOrEqual(500);
    expect(pages).toHaveLength(20);
    expect(Math.max(...asked)).toBeLessThanOrEqual(500);
    // Owners are asked for once, and modules that were seen are not asked for.
    expect(asked.reduce((sum, size) => sum + size, 0)).toBeLessThan(100);
  });

  it('follows the cursor of a catalog that gives its entities in pages', async () => {
    const { discover, catalog } = setUp(
      Array.from({ length: 1_200 }, (_, index) => component(`c-${index}`)),
    );
    const queried = jest.spyOn(catalog, 'queryEntities');
    expect(await discover()).toHaveLength(1_200);
    expect(queried).toHaveBeenCalledTimes(3);
  });
});

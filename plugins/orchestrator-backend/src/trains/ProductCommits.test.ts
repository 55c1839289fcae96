import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { mockCredentials } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { TrainProduct } from '@backstage-orchestrator/plugin-orchestrator-common';
import { GitWorkspaces } from '../git';
import { TestRepository, testFolders } from '../git/testing/TestRepository';
import { ProductCommits } from './ProductCommits';

jest.setTimeout(30_000);

const folders = testFolders();
const credentials = mockCredentials.user();

const changesetOf = (words: string, bumps: Record<string, string>) =>
  `---\n${Object.entries(bumps)
    .map(([name, bump]) => `'${name}': ${bump}\n`)
    .join('')}---\n\n${words}\n`;

/** Commits since v1 with changesets: one that is released, one of another package, one that is taken back, and one that is bad. */
function writeChangesets(repository: TestRepository): void {
  const commit = (message: string, files: Record<string, string | undefined>) =>
    repository.commit(message, files);
  repository.git('push', '--quiet', 'origin', 'HEAD:refs/tags/v1');
  commit('feat: without', {
    'shop/ui/package.json': '{ "name": "@acme/shop-ui" }',
    'shop/package.json': '{ "name": "@acme/shop" }',
    'shop/broken/package.json': '{',
    'other/package.json': '{ "name": "@acme/other" }',
  });
  commit('feat!: basket', {
    'shop/b': '2\n',
    '.changeset/README.md': 'How to\n',
    '.changeset/basket.md': changesetOf('A basket', {
      '@acme/shop-ui': 'minor',
      '@acme/other': 'patch',
    }),
  });
  commit('Version Packages', {
    'shop/CHANGELOG.md': '# 2.0.0\n',
    '.changeset/basket.md': undefined,
  });
  commit('fix: sums', {
    'shop/c': '2\n',
    '.changeset/sums.md': changesetOf('Some', { '@acme/shop': 'patch' }),
  });
  commit('Say it better', {
    '.changeset/sums.md': changesetOf('Sums', { '@acme/shop': 'patch' }),
  });
  commit('fix: of the other', {
    'shop/d': '1\n',
    '.changeset/other.md': changesetOf('Elsewhere', { '@acme/other': 'major' }),
    '.changeset/back.md': changesetOf('Taken back', { '@acme/shop': 'major' }),
    '.changeset/none.md': changesetOf('', {}),
  });
  commit('Take back', { '.changeset/back.md': undefined });
  commit('Write a bad one', {
    '.changeset/bad.md': changesetOf('Bad', { '@acme/shop': 'large' }),
  });
}

const product = (data: Partial<TrainProduct> = {}) =>
  ({
    id: 'shop',
    entity: 'component:default/shop',
    version: '2.0.0',
    changelog: { from: 'v1' },
    ...data,
  } as TrainProduct);

describe.each([
  ['in place', {}],
  ['through a mirror', { inPlace: false }],
  ['through a partial mirror', { inPlace: false, partialClone: true }],
])('ProductCommits of a repository that is read %s', (_how, options) => {
  let repository: TestRepository;
  let repositories: Record<string, TestRepository>;
  let commits: ProductCommits;

  beforeAll(async () => {
    const folder = realpathSync(folders.make());
    repository = new TestRepository(folder, 'mono', { 'shop/a': '1\n' });
    repository.git('tag', '-a', '-m', 'One', 'v1');
    repository.git('push', '--quiet', 'origin', 'v1');
    repository.commit('feat(cart): new', { 'shop/a': '2\n' });
    repository.commit('fix: elsewhere', { 'other/a': '1\n' });
    repository.commit('feat: beside', { 'shop/b': '1\n' }, 'next');
    repository.merge('next');
    repository.commit('fix: later', { 'shop/c': '1\n' }, 'later-2.0.0');
    const sets = new TestRepository(folder, 'sets', { 'shop/a': '1\n' });
    repositories = { mono: repository, sets };
    writeChangesets(sets);
    const git = await GitWorkspaces.create({
      workDir: join(folder, 'work'),
      ...options,
    });
    const entity = (name: string, annotations = {}): Entity => ({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: { name, annotations },
      spec: {},
    });
    commits = new ProductCommits({
      catalog: catalogServiceMock({
        entities: [
          entity('shop', {
            'orchestrator/repository': 'disk:mono',
            'orchestrator/path': 'shop',
          }),
          entity('basket', {
            'orchestrator/repository': 'disk:sets',
            'orchestrator/path': 'shop',
          }),
          entity('whole', { 'orchestrator/repository': 'disk:sets' }),
          entity('homeless'),
        ],
      }),
      integrations: { byUrl: () => undefined },
      codeHosts: new Map([
        [
          'disk',
          {
            access: async ({ name }) => ({
              url: repositories[name].bare,
              defaultBranch: 'main',
              archived: false,
            }),
          },
        ],
      ]),
      git: async () => git,
    });
  });

  it('reads the commits that touch its folder, without merges', async () => {
    const found = await commits.read(product(), credentials);
    expect(found).toMatchObject({
      repository: 'disk:mono',
      path: 'shop',
      from: { ref: 'v1', commit: repository.git('rev-parse', 'v1^{commit}') },
      to: { ref: 'main', commit: repository.bareGit('rev-parse', 'main') },
      commits: 2,
      cut: false,
    });
    expect(found.notes.map(({ text }) => text).sort()).toEqual([
      'beside',
      'new',
    ]);
  });

  it('takes a branch that names the version, a full id, and a folder of the manifest', async () => {
    const from = repository.git('rev-parse', 'v1^{commit}');
    const found = await commits.read(
      product({
        changelog: {
          from,
          to: 'later-${{ product.version }}',
          path: 'other',
        },
      }),
      credentials,
    );
    expect(found).toMatchObject({ to: { ref: 'later-2.0.0' }, path: 'other' });
    expect(found.notes.map(({ text }) => text)).toEqual(['elsewhere']);
  });

  it('takes the changesets of its packages in the place of their commits, released or not', async () => {
    const found = await commits.read(
      product({ entity: 'component:default/basket' }),
      credentials,
    );
    expect(found).toMatchObject({ changesets: 5, cut: false });
    expect(
      found.notes.map(({ kind, text, breaking, changeset }) => ({
        kind,
        text,
        ...(breaking && { breaking }),
        ...(changeset !== undefined && { changeset }),
      })),
    ).toEqual([
      { kind: 'fix', text: 'Sums', changeset: '.changeset/sums.md' },
      {
        kind: 'feature',
        text: 'A basket',
        breaking: true,
        changeset: '.changeset/basket.md',
      },
      { kind: 'fix', text: 'of the other' },
      { kind: 'feature', text: 'without' },
    ]);
    expect(found.problems).toEqual([
      {
        path: '.changeset/bad.md',
        commit: repositories.sets.bareGit('rev-parse', 'main'),
        message: expect.stringContaining('found "large" for @acme/shop'),
      },
    ]);
  });

  it('takes all changesets for a product that is the whole repository', async () => {
    const found = await commits.read(
      product({ entity: 'component:default/whole' }),
      credentials,
    );
    expect(
      found.notes.flatMap(({ changeset, text }) =>
        changeset === undefined ? [] : [text],
      ),
    ).toEqual(['Elsewhere', 'Sums', 'A basket']);
  });

  it.each([
    [
      { changelog: { from: 'v9' } },
      'products.shop.changelog.from: found v9, accepted is a branch, a tag or the full id of a commit of disk:mono',
    ],
    [
      { changelog: { from: 'v1', to: 'f'.repeat(40) } },
      'products.shop.changelog.to: found ffff',
    ],
    [
      { changelog: { from: '${{ product.version }}..x' } },
      'changelog.from: found 2.0.0..x',
    ],
    [{ changelog: undefined }, 'revise the manifest'],
    [{ entity: 'component:default/gone' }, 'found component:default/gone'],
    [
      { entity: 'component:default/homeless' },
      'The repository of component:default/homeless is not known. It names no repository',
    ],
  ])('says what is wrong: %#', async (data, message) => {
    await expect(commits.read(product(data), credentials)).rejects.toThrow(
      message,
    );
  });
});

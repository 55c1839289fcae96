import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { RepositoryResolver } from './RepositoryResolver';

const integrations = ScmIntegrations.fromConfig(
  new ConfigReader({
    integrations: {
      github: [
        { host: 'github.com' },
        {
          host: 'ghe.example.com',
          apiBaseUrl: 'https://ghe.example.com/api/v3',
        },
      ],
      gitlab: [
        {
          host: 'git.example.com',
          baseUrl: 'https://git.example.com/gitlab',
          apiBaseUrl: 'https://git.example.com/gitlab/api/v4',
        },
      ],
      gitea: [{ host: 'gitea.example.com' }],
    },
  }),
);
const resolver = new RepositoryResolver({
  integrations,
  codeHosts: new Set(['local', 'github', 'gitlab', 'gitea']),
});

function resolve(annotations?: Record<string, string>, only = resolver) {
  return only.resolve({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name: 'a', annotations },
  });
}

describe('RepositoryResolver', () => {
  it.each<[string, Record<string, string>, object]>([
    [
      'the annotation',
      { 'orchestrator/repository': 'local:org/api' },
      { host: 'local', name: 'org/api' },
    ],
    [
      'the annotation before the location',
      {
        'orchestrator/repository': 'local:api',
        'orchestrator/path': './services/a/',
        'backstage.io/source-location':
          'url:https://github.com/org/repo/tree/main/x',
      },
      { host: 'local', name: 'api', path: 'services/a' },
    ],
    [
      'the source location before the catalog file',
      {
        'backstage.io/source-location':
          'url:https://github.com/org/repo/tree/main/services/a/',
        'backstage.io/managed-by-location':
          'url:https://github.com/org/catalog/blob/main/all.yaml',
      },
      {
        host: 'github',
        name: 'org/repo',
        url: 'https://github.com/org/repo',
        path: 'services/a',
      },
    ],
    [
      'the folder of the catalog file',
      {
        'backstage.io/managed-by-location':
          'url:https://ghe.example.com/org/repo/tree/main/services/a/catalog-info.yaml',
      },
      {
        host: 'github',
        name: 'org/repo',
        url: 'https://ghe.example.com/org/repo',
        path: 'services/a',
      },
    ],
    [
      'the folder of a catalog file of Gitea',
      {
        'backstage.io/source-location':
          'url:https://gitea.example.com/org/repo/src/branch/main/a/catalog-info.yaml',
      },
      {
        host: 'gitea',
        name: 'org/repo',
        url: 'https://gitea.example.com/org/repo',
        path: 'a',
      },
    ],
    [
      'an installation below a path',
      {
        'backstage.io/source-location':
          'url:https://git.example.com/gitlab/group/sub/repo/-/tree/main/a',
      },
      {
        host: 'gitlab',
        name: 'group/sub/repo',
        url: 'https://git.example.com/gitlab/group/sub/repo',
        path: 'a',
      },
    ],
    [
      'the root, without credentials',
      {
        'backstage.io/source-location':
          'url:https://ana:secret@github.com/org/repo/',
      },
      { host: 'github', name: 'org/repo', url: 'https://github.com/org/repo' },
    ],
    [
      'the root where the path is one dot',
      { 'orchestrator/repository': 'local:api', 'orchestrator/path': '.' },
      { host: 'local', name: 'api' },
    ],
    [
      'the catalog file where the source is a folder of this machine',
      {
        'backstage.io/source-location': 'file:/srv/a',
        'backstage.io/managed-by-location':
          'url:https://github.com/org/repo/blob/main/catalog-info.yaml',
      },
      { host: 'github', name: 'org/repo', url: 'https://github.com/org/repo' },
    ],
  ])('takes %s', (_, annotations, repository) => {
    expect(resolve(annotations)).toEqual({ repository });
  });

  it.each<[Record<string, string> | undefined, string, RegExp]>([
    [undefined, 'noRepository', /names no repository: add the annotation/],
    [
      { 'backstage.io/managed-by-location': 'file:/srv/a.yaml' },
      'noRepository',
      /names no repository/,
    ],
    [
      { 'backstage.io/source-location': 'nonsense' },
      'noRepository',
      /names no repository/,
    ],
    [
      { 'backstage.io/source-location': 'url:nonsense' },
      'noRepository',
      /names no repository/,
    ],
    [
      { 'backstage.io/source-location': 'url:https://github.com/org' },
      'noRepository',
      /names no repository that we can read/,
    ],
    [
      { 'backstage.io/source-location': 'url:https://github.com/-org/repo' },
      'noRepository',
      /names no repository that we can read/,
    ],
    [
      {
        'backstage.io/source-location': 'url:https://evil.example.com/org/repo',
      },
      'hostNotAllowed',
      /no integration is configured/,
    ],
    [
      { 'backstage.io/source-location': 'url:https://bitbucket.org/org/repo' },
      'hostNotAllowed',
      /bitbucketCloud is not set up/,
    ],
    [
      { 'orchestrator/repository': 'svn:api' },
      'hostNotAllowed',
      /svn, which is not set up/,
    ],
    [
      { 'orchestrator/repository': 'payments-api' },
      'noRepository',
      /must be like local:payments-api/,
    ],
    [
      { 'orchestrator/repository': 'local:../../etc' },
      'noRepository',
      /must be like/,
    ],
    [
      { 'orchestrator/repository': 'local:a/..b' },
      'noRepository',
      /must be like/,
    ],
    [
      { 'orchestrator/repository': 'local:--upload-pack=x' },
      'noRepository',
      /must be like/,
    ],
    [
      { 'orchestrator/repository': 'local:a', 'orchestrator/path': '../b' },
      'noRepository',
      /does not stay inside/,
    ],
    [
      { 'orchestrator/repository': 'local:a', 'orchestrator/path': '/etc' },
      'noRepository',
      /does not stay inside/,
    ],
    [
      { 'orchestrator/repository': 'local:a', 'orchestrator/path': 'a\\..\\b' },
      'noRepository',
      /does not stay inside/,
    ],
    [
      {
        'orchestrator/repository': 'local:a',
        'orchestrator/path': 'a/.GIT/hooks',
      },
      'noRepository',
      /does not stay inside/,
    ],
  ])('has a problem with %j: %s', (annotations, code, message) => {
    expect(resolve(annotations)).toEqual({
      problem: { code, message: expect.stringMatching(message) },
    });
  });

  it('takes only code hosts that are set up, and shows no credentials', () => {
    const localOnly = new RepositoryResolver({
      integrations,
      codeHosts: new Set(['local']),
    });
    const annotations = {
      'backstage.io/source-location':
        'url:https://ana:secret@github.com/org/repo',
    };
    const resolved = resolve(annotations, localOnly);
    expect(resolved).toMatchObject({ problem: { code: 'hostNotAllowed' } });
    expect(JSON.stringify(resolved)).not.toContain('secret');
  });
});

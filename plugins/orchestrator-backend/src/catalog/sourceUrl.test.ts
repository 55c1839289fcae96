import { parseSourceUrl } from './sourceUrl';

describe('parseSourceUrl', () => {
  it.each([
    ['github', 'https://github.com/org/repo', 'org/repo', '', false],
    ['github', 'https://github.com/org/repo.git', 'org/repo', '', false],
    ['github', 'https://github.com/org/repo/tree/main/', 'org/repo', '', false],
    [
      'github',
      'https://github.com/org/repo/tree/main/services/a/',
      'org/repo',
      'services/a',
      false,
    ],
    [
      'github',
      'https://github.com/org/repo/blob/main/services/a/catalog-info.yaml?plain=1#L3',
      'org/repo',
      'services/a/catalog-info.yaml',
      true,
    ],
    [
      'github',
      'https://user:token@github.com/org/repo/edit/main/a%20b/c.yaml',
      'org/repo',
      'a b/c.yaml',
      true,
    ],
    [
      'gitlab',
      'https://gitlab.com/group/sub/repo',
      'group/sub/repo',
      '',
      false,
    ],
    [
      'gitlab',
      'https://gitlab.com/group/sub/repo/-/tree/main/services/a',
      'group/sub/repo',
      'services/a',
      false,
    ],
    [
      'gitlab',
      'https://gitlab.com/group/repo/-/blob/main/catalog-info.yaml',
      'group/repo',
      'catalog-info.yaml',
      true,
    ],
    [
      'gitlab',
      'https://gitlab.com/group/repo/blob/main/a/catalog-info.yaml',
      'group/repo',
      'a/catalog-info.yaml',
      true,
    ],
    ['gitea', 'https://gitea.example.com/org/repo', 'org/repo', '', false],
    [
      'gitea',
      'https://gitea.example.com/org/repo/src/branch/main/services/a',
      'org/repo',
      'services/a',
      false,
    ],
    [
      'gitea',
      'https://gitea.example.com/org/repo/raw/branch/main/catalog-info.yaml',
      'org/repo',
      'catalog-info.yaml',
      true,
    ],
    [
      'gitea',
      'https://gitea.example.com/org/repo/_edit/main/a/b.yaml',
      'org/repo',
      'a/b.yaml',
      true,
    ],
  ])('reads the %s address %s', (type, address, name, path, isFile) => {
    const location = parseSourceUrl(type, address);
    expect(location).toMatchObject({ name, path, isFile });
    expect(location?.url).toBe(`https://${new URL(address).host}/${name}`);
  });

  it('reads addresses of a code host that is installed below a path', () => {
    const address = 'https://git.example.com/gitlab/group/repo/-/tree/main/a';
    expect(parseSourceUrl('gitlab', address, '/gitlab/')).toMatchObject({
      name: 'group/repo',
      url: 'https://git.example.com/gitlab/group/repo',
      path: 'a',
    });
    expect(
      parseSourceUrl('gitlab', 'https://git.example.com/group/repo', '/gitlab'),
    ).toBeUndefined();
  });

  it.each([
    ['github', 'https://github.com/org'],
    ['github', 'ssh://git@github.com/org/repo'],
    ['github', 'file:///etc/passwd'],
    ['github', 'not an address'],
    ['github', 'https://github.com/org/repo/tree/main/a%2F..%2F..%2Fb'],
    ['github', 'https://github.com/org/repo/tree/main/%E0%A4%A'],
    ['gitlab', 'https://gitlab.com/repo'],
    ['azure', 'https://dev.azure.com/org/project/_git/repo'],
  ])('reads nothing out of the %s address %s', (type, address) => {
    expect(parseSourceUrl(type, address)).toBeUndefined();
  });
});

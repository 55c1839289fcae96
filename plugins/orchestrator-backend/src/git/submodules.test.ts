import { resolveSubmoduleUrl } from './submodules';

describe('resolveSubmoduleUrl', () => {
  it.each([
    ['/srv/git/org/app.git', '../lib.git', '/srv/git/org/lib.git'],
    ['/srv/git/org/app.git/', '../../lib.git', '/srv/git/lib.git'],
    ['/srv/git/app.git', './lib.git', '/srv/git/app.git/lib.git'],
    ['/srv/git/app.git', '../../../../etc', '/etc'],
    ['https://host/org/app.git', '../lib', 'https://host/org/lib'],
    ['git@host:org/app.git', '../lib.git', 'git@host:org/lib.git'],
    ['git@host:app.git', '../lib.git', 'git@host:lib.git'],
    ['/srv/git/app.git', 'ext::sh -c x', 'ext::sh -c x'],
    ['/srv/git/app.git', '-u../x', '-u../x'],
    ['/srv/git/app.git', '/etc/x', '/etc/x'],
  ])('finds from %s, %s: %s', (base, url, address) => {
    expect(resolveSubmoduleUrl(base, url)).toBe(address);
  });
});

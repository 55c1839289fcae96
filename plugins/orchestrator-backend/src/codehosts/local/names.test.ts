import {
  assertBranchName,
  assertRepositoryName,
  repositorySlug,
} from './names';

describe('repository names', () => {
  it.each([
    'payments-api',
    'org/payments-api',
    'a',
    'Group/Sub_group/lib.core',
  ])('accepts %s', name => {
    expect(() => assertRepositoryName(name)).not.toThrow();
  });

  it.each([
    '',
    '.',
    '..',
    '../secrets',
    'a/../../b',
    '/etc/passwd',
    'a//b',
    'a/',
    'a..b',
    '-c',
    '--upload-pack=touch',
    '.empty-git-directory',
    'other.git/objects',
    'a.lock',
    'a\\b',
    'a b',
    'a\0b',
    'a\nb',
    'ext::sh',
    'C:a',
    'x'.repeat(81),
  ])('refuses %j and says what is accepted', name => {
    expect(() => assertRepositoryName(name)).toThrow(
      /is not a name of a local repository: use letters/,
    );
  });

  it('gives no two repositories the same slug', () => {
    expect(repositorySlug('org/payments')).toBe('org~payments');
    expect(repositorySlug('org-payments')).toBe('org-payments');
  });
});

describe('branch names', () => {
  it.each([
    'main',
    'orchestrator/run-1/component.default.a',
    'release_1+2=3@x',
  ])('accepts %s', name => {
    expect(() => assertBranchName(name)).not.toThrow();
  });

  it.each([
    '',
    '-D',
    '--exec=touch',
    'a/-b',
    'a/../b',
    'a..b',
    'a.lock',
    'a/b.lock/c',
    'a.',
    'a~1',
    'a^{commit}',
    'a@{1}',
    'a:b',
    'a b',
    'a\ndelete refs/heads/main',
    'a\0b',
    '/a',
    'a/',
    'x'.repeat(301),
  ])('refuses %j', name => {
    expect(() => assertBranchName(name)).toThrow(/is not a branch name/);
  });
});

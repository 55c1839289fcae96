import { gitFailure } from './gitFailures';

describe('gitFailure', () => {
  it.each([
    ["fatal: transport 'ext' not allowed", 'permanent', 'protocolNotAllowed'],
    [
      "fatal: Authentication failed for 'https://x/'",
      'permanent',
      'authFailed',
    ],
    [
      "fatal: could not read Username for 'https://x': terminal prompts disabled",
      'permanent',
      'authFailed',
    ],
    ['git@x: Permission denied (publickey).', 'permanent', 'authFailed'],
    [
      'fatal: unable to access: The requested URL returned error: 403',
      'permanent',
      'authFailed',
    ],
    [
      "fatal: couldn't find remote ref refs/heads/x",
      'permanent',
      'branchMissing',
    ],
    [
      "fatal: '/x' does not appear to be a git repository",
      'permanent',
      'repositoryNotFound',
    ],
    ['remote: Repository not found.', 'permanent', 'repositoryNotFound'],
    ['! [rejected] x -> x (stale info)', 'transient', 'pushRejected'],
    [
      '! [remote rejected] x -> x (protected branch hook declined)',
      'permanent',
      'pushForbidden',
    ],
    [
      'error: object 12: hasDotgit: contains .git\nfatal: fsck error in packed object',
      'permanent',
      'repositoryUnsafe',
    ],
    ['fatal: Could not resolve host: x', 'transient', 'cloneFailed'],
    ['', 'transient', 'cloneFailed'],
  ])('sorts %j as %s %s', (words, kind, code) => {
    expect(
      gitFailure({ code: 'cloneFailed', message: 'It failed' }, words).failure,
    ).toMatchObject({ class: kind, code });
  });

  it('quotes the beginning of what git wrote, without its hints', () => {
    expect(
      gitFailure(
        { code: 'x', message: 'It failed' },
        'hint: try\n  one\n\ntwo\n',
      ).failure.message,
    ).toBe('It failed: one two');
  });
});

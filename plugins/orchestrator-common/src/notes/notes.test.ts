import { notesOfCommits, type NotedCommit } from './notesOfCommits';
import { parseCommit } from './parseCommit';

describe('parseCommit', () => {
  // The examples of the specification, https://www.conventionalcommits.org/en/v1.0.0/
  it.each([
    [
      'a description and a footer that breaks',
      'feat: allow provided config object to extend other configs\n\nBREAKING CHANGE: `extends` key in config file is now used for extending other config files',
      {
        type: 'feat',
        description: 'allow provided config object to extend other configs',
        breaking: true,
        breakingText:
          '`extends` key in config file is now used for extending other config files',
      },
    ],
    [
      'a mark that breaks',
      'feat!: send an email to the customer when a product is shipped',
      {
        type: 'feat',
        description: 'send an email to the customer when a product is shipped',
        breaking: true,
      },
    ],
    [
      'a scope and a mark',
      'feat(api)!: send an email to the customer when a product is shipped',
      { type: 'feat', scope: 'api', breaking: true },
    ],
    [
      'a mark and a footer',
      'feat!: drop support for Node 6\n\nBREAKING CHANGE: use JavaScript features not available in Node 6.',
      {
        description: 'drop support for Node 6',
        breaking: true,
        breakingText: 'use JavaScript features not available in Node 6.',
      },
    ],
    [
      'no body',
      'docs: correct spelling of CHANGELOG',
      { type: 'docs', breaking: false, footers: [] },
    ],
    [
      'a scope',
      'feat(lang): add Polish language',
      { scope: 'lang', description: 'add Polish language' },
    ],
    [
      'a body of paragraphs and several footers',
      'fix: prevent racing of requests\n\nIntroduce a request id.\n\nRemove timeouts which were used before.\n\nReviewed-by: Z\nRefs: #123',
      {
        type: 'fix',
        footers: [
          { token: 'Reviewed-by', value: 'Z' },
          { token: 'Refs', value: '#123' },
        ],
      },
    ],
    [
      'a hyphen in place of the blank of the token',
      'fix: x\n\nBREAKING-CHANGE: y',
      { breaking: true, breakingText: 'y' },
    ],
    [
      'a footer with a hash, and one over several lines',
      'fix: x\n\nCloses #12\nBREAKING CHANGE: one\n\ntwo\nAcked-by: A',
      {
        breakingText: 'one\n\ntwo',
        footers: [
          { token: 'Closes', value: '#12' },
          { token: 'BREAKING CHANGE', value: 'one\n\ntwo' },
          { token: 'Acked-by', value: 'A' },
        ],
      },
    ],
    [
      'a token that breaks only in capitals',
      'FIX: x\n\nbreaking change: y',
      { type: 'fix', breaking: false },
    ],
    ['line ends of Windows', 'fix: x\r\n\r\nRefs: 1', { description: 'x' }],
  ])('reads %s', (_what, message, expected) => {
    expect(parseCommit(message)).toMatchObject(expected);
  });

  it.each([
    'Add a file',
    'feat:no blank',
    'feat add: x',
    'feat(): x',
    'feat: ',
    'fix: x\nno blank line before the body',
    '',
  ])('does not take %j for one', message => {
    expect(parseCommit(message)).toBeUndefined();
  });
});

describe('notesOfCommits', () => {
  const id = (digit: string) => digit.repeat(40);
  const commit = (digit: string, message: string): NotedCommit => ({
    id: id(digit),
    message,
  });

  it('sorts commits into kinds, and lists what does not conform as other', () => {
    expect(
      notesOfCommits([
        commit('a', 'feat(api)!: new\n\nBREAKING CHANGE: old is gone'),
        commit('b', 'fix: wrong sum'),
        commit('c', 'perf: faster'),
        commit('d', 'Tidy up\n\nMore'),
        commit('e', ''),
      ]),
    ).toMatchObject([
      {
        id: id('a'),
        kind: 'feature',
        scope: 'api',
        breaking: true,
        text: 'new: old is gone',
      },
      { kind: 'fix', type: 'fix', breaking: false },
      { kind: 'other', type: 'perf' },
      { kind: 'other', text: 'Tidy up' },
      { kind: 'other', text: 'eeeeeee' },
    ]);
  });

  it.each([
    ['as git writes it', `Revert "feat: x"\n\nThis reverts commit ${id('a')}.`],
    ['as the specification has it', `revert: x\n\nRefs: ${'a'.repeat(7)}`],
  ])('takes a commit out with its revert %s', (_how, message) => {
    expect(
      notesOfCommits([
        commit('c', message),
        commit('b', 'fix: y'),
        commit('a', 'feat: x'),
      ]).map(note => note.id),
    ).toEqual([id('b')]);
  });

  it('takes a commit in again when its revert is reverted', () => {
    expect(
      notesOfCommits([
        commit('c', `Revert "Revert"\n\nThis reverts commit ${id('b')}.`),
        commit('b', `Revert "feat: x"\n\nThis reverts commit ${id('a')}.`),
        commit('a', 'feat: x'),
      ]).map(note => note.text),
    ).toEqual(['x']);
  });

  it('keeps a revert of something that was out before, and one that names nothing', () => {
    expect(
      notesOfCommits([
        commit('c', `revert: x\n\nRefs: ${id('9')}`),
        commit('b', 'revert: y\n\nReviewed-by: Z'),
      ]),
    ).toHaveLength(2);
  });
});

import fc from 'fast-check';
import { stringify } from 'yaml';
import { changesetsOfLog, type LoggedCommit } from './changesetsOfLog';
import { notesOfRange, type NotedRange } from './notesOfRange';
import { CHANGESET_BUMPS, parseChangeset } from './parseChangeset';

const id = (digit: string) => digit.repeat(40);

describe('parseChangeset', () => {
  it.each([
    [
      'one package',
      '---\n"@acme/basket": minor\n---\n\nA new basket\n',
      { bumps: { '@acme/basket': 'minor' }, summary: 'A new basket' },
    ],
    [
      'several, in either quote and in none',
      '---\n\'a\': major\n"b": patch\nc: none\n---\n\nTitle\n\nMore\n',
      {
        bumps: { a: 'major', b: 'patch', c: 'none' },
        summary: 'Title\n\nMore',
      },
    ],
    ['one that is empty', '---\n---\n', { bumps: {}, summary: '' }],
    [
      'line ends of Windows, a byte order mark and blanks before it',
      '\uFEFF\r\n---\r\n"a": patch\r\n---\r\n\r\nFixed\r\n',
      { bumps: { a: 'patch' }, summary: 'Fixed' },
    ],
    [
      'a rule in its words',
      '---\n"a": patch\n---\nOne\n\n---\n\nTwo',
      { bumps: { a: 'patch' }, summary: 'One\n\n---\n\nTwo' },
    ],
    [
      'what the changelog of GitHub reads',
      '---\n"a": patch\n---\npr: #12\nauthor: @ana\n\nFixed',
      { bumps: { a: 'patch' }, summary: 'Fixed' },
    ],
  ])('reads %s', (_what, text, expected) => {
    expect(parseChangeset(text)).toEqual(expected);
  });

  it.each([
    ['', 'found no front matter, accepted is a block between two lines of ---'],
    ['A new basket', 'found no front matter'],
    ['---\n"a": minor\n\nNo end', 'found no front matter'],
    ['---\n"a": [\n---\nx', 'found front matter that is no YAML ('],
    ['---\n- a\n---\nx', 'found front matter that names no packages'],
    ['---\njust words\n---\nx', 'found front matter that names no packages'],
    [
      '---\n"a": big\n---\nx',
      'found "big" for a, accepted is none, patch, minor, major',
    ],
    ['---\n"a":\n---\nx', 'found null for a, accepted is none'],
    [
      '---\n"a": minor\n"a": major\n---\nx',
      'found front matter that is no YAML',
    ],
    ['---\n"a": minor\n---\n \n', 'found no text after the front matter'],
    [
      'x'.repeat(100_001),
      'found 100001 characters, accepted is at most 100000',
    ],
  ])('says what is wrong with %j', (text, problem) => {
    expect(parseChangeset(text)).toEqual({
      problem: expect.stringContaining(problem),
    });
  });

  it('reads whatever the command writes', () => {
    const name = fc.stringMatching(
      /^(@[a-z][a-z0-9-]{0,9}\/)?[a-z][a-z0-9-]{0,9}$/,
    );
    fc.assert(
      fc.property(
        fc.dictionary(name, fc.constantFrom(...CHANGESET_BUMPS), {
          minKeys: 1,
        }),
        fc.stringMatching(/^[A-Z][a-z `*,.]{0,40}[a-z]$/),
        fc.constantFrom('\n', '\r\n'),
        (bumps, summary, end) => {
          const text = `---\n${stringify(bumps)}---\n\n${summary}\n`;
          expect(parseChangeset(text.replace(/\n/g, end))).toEqual({
            bumps,
            summary,
          });
        },
      ),
    );
  });

  it('answers for any text', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.string(),
            fc.constantFrom('---', '"a": minor', '&a *a', ''),
          ),
        ),
        lines => {
          const answer = parseChangeset(lines.join('\n'));
          expect('problem' in answer || 'bumps' in answer).toBe(true);
        },
      ),
    );
  });
});

describe('changesetsOfLog', () => {
  const BASKET = '.changeset/brave-dogs-jump.md';
  const file = (
    path: string,
    change: 'added' | 'changed' | 'removed',
    blob?: string,
  ) => ({ path, change, ...(blob !== undefined && { blob }) });
  const commit = (
    digit: string,
    ...files: LoggedCommit['files']
  ): LoggedCommit => ({ id: id(digit), files });

  it.each<[string, LoggedCommit[], ReturnType<typeof changesetsOfLog>]>([
    [
      'one that waits for its release, as it was changed last',
      [
        commit('b', file(BASKET, 'changed', 'two')),
        commit('a', file(BASKET, 'added', 'one')),
      ],
      {
        added: [{ path: BASKET, commit: id('a'), blob: 'two' }],
        releases: [],
      },
    ],
    [
      'one that was released',
      [
        commit(
          'b',
          file(BASKET, 'removed'),
          file('packages/basket/CHANGELOG.md', 'changed', 'log'),
        ),
        commit('a', file(BASKET, 'added', 'one')),
      ],
      {
        added: [{ path: BASKET, commit: id('a'), blob: 'one' }],
        releases: [id('b')],
      },
    ],
    [
      'none that was taken back',
      [
        commit('b', file(BASKET, 'removed')),
        commit('a', file(BASKET, 'added', 'one')),
      ],
      { added: [], releases: [] },
    ],
    [
      'none that came before, and was changed or released here',
      [
        commit(
          'b',
          file(BASKET, 'removed'),
          file('CHANGELOG.md', 'added', 'x'),
        ),
        commit('a', file(BASKET, 'changed', 'one')),
      ],
      { added: [], releases: [id('b')] },
    ],
    [
      'once what came again as its release was taken back',
      [
        commit(
          'c',
          file(BASKET, 'added', 'one'),
          file('CHANGELOG.md', 'removed'),
        ),
        commit(
          'b',
          file(BASKET, 'removed'),
          file('CHANGELOG.md', 'added', 'x'),
        ),
        commit('a', file(BASKET, 'added', 'one')),
      ],
      {
        added: [{ path: BASKET, commit: id('c'), blob: 'one' }],
        releases: [id('b')],
      },
    ],
    [
      'those of other folders, and neither instructions nor other changelogs',
      [
        commit(
          'a',
          file('web/.changeset/x.md', 'added', 'x'),
          file('.changeset/README.md', 'added', 'r'),
          file('.changeset/.hidden.md', 'added', 'h'),
          file('CHANGELOG.md', 'changed', 'l'),
        ),
      ],
      {
        added: [{ path: 'web/.changeset/x.md', commit: id('a'), blob: 'x' }],
        releases: [],
      },
    ],
  ])('finds %s', (_what, commits, expected) => {
    expect(changesetsOfLog(commits)).toEqual(expected);
  });
});

describe('notesOfRange', () => {
  const changeset = (digit: string, bump: string, words = 'Words') => ({
    path: `.changeset/${digit}.md`,
    commit: id(digit),
    text: `---\n"basket": ${bump}\n---\n\n${words}\n\nMore of it\n`,
  });
  const notes = (range: Partial<NotedRange>) =>
    notesOfRange({ commits: [], changesets: [], releases: [], ...range });

  it.each([
    ['major', { kind: 'feature', breaking: true }],
    ['minor', { kind: 'feature', breaking: false }],
    ['patch', { kind: 'fix', breaking: false }],
  ])('makes a note of a bump that is %s', (bump, expected) => {
    expect(notes({ changesets: [changeset('a', bump)] })).toEqual({
      notes: [
        {
          id: expect.stringMatching(/^changeset-[0-9a-f]{12}$/),
          commit: id('a'),
          changeset: '.changeset/a.md',
          text: 'Words',
          segments: [],
          ...expected,
        },
      ],
      problems: [],
    });
  });

  it('puts it in the place of its commit, which may say that it breaks something', () => {
    expect(
      notes({
        commits: [
          { id: id('c'), message: 'fix: beside' },
          { id: id('b'), message: 'Version Packages' },
          { id: id('a'), message: 'feat!: basket' },
        ],
        changesets: [changeset('a', 'minor')],
        releases: [id('b')],
      }).notes,
    ).toMatchObject([
      { changeset: '.changeset/a.md', breaking: true },
      { id: id('c'), text: 'beside' },
    ]);
  });

  it('takes the most that it raises of the packages of the product, and none of others', () => {
    const text =
      '---\n"basket": patch\n"basket-ui": minor\n"other": major\n---\nx';
    const of = (...packages: string[]) =>
      notes({
        commits: [{ id: id('a'), message: 'fix: x' }],
        changesets: [{ path: 'x.md', commit: id('a'), text }],
        packages,
      }).notes;
    expect(of('basket', 'basket-ui')).toMatchObject([
      { changeset: 'x.md', kind: 'feature', breaking: false },
    ]);
    expect(of('nothing')).toMatchObject([{ id: id('a') }]);
  });

  it('reports what can not be read, and keeps the note of its commit', () => {
    expect(
      notes({
        commits: [{ id: id('a'), message: 'fix: x' }],
        changesets: [changeset('a', 'huge')],
      }),
    ).toMatchObject({
      notes: [{ id: id('a') }],
      problems: [
        {
          path: '.changeset/a.md',
          commit: id('a'),
          message: expect.stringContaining('found "huge" for basket'),
        },
      ],
    });
  });

  it('leaves out one that releases nothing', () => {
    const empty = { path: 'e.md', commit: id('a'), text: '---\n---\n' };
    expect(notes({ changesets: [empty, changeset('b', 'none')] })).toEqual({
      notes: [],
      problems: [],
    });
  });

  it('gives each commit at most the notes of its changesets or one of its own', () => {
    const digits = ['a', 'b', 'c', 'd'];
    fc.assert(
      fc.property(
        fc.subarray(digits),
        fc.subarray(digits),
        fc.subarray(digits),
        (committed, withChangeset, releases) => {
          const made = notes({
            commits: committed.map(digit => ({
              id: id(digit),
              message: 'fix: x',
            })),
            changesets: withChangeset.map(digit => changeset(digit, 'patch')),
            releases: releases.map(id),
          }).notes;
          const ids = made.map(note => note.commit);
          expect(new Set(ids).size).toBe(ids.length);
          expect([...ids].sort()).toEqual(
            digits
              .filter(
                digit =>
                  withChangeset.includes(digit) ||
                  (committed.includes(digit) && !releases.includes(digit)),
              )
              .map(id),
          );
        },
      ),
    );
  });
});

import { editYaml } from './editYaml';
import type { DocumentEdit } from './pointers';

const edit = (some: Partial<DocumentEdit>): DocumentEdit => ({
  set: {},
  delete: [],
  merge: {},
  ...some,
});

const WORKFLOW = `# Build of the service
name:   "build"   # odd spacing stays

on: [ push,pull_request ]
env:
    NODE: '20'
    # kept
    8080: port
jobs:
    test:
        steps:
        - uses: actions/checkout@v4   # pinned
        - run: |
            npm ci
            npm test
`;

describe('editYaml', () => {
  it('changes the line that it is about and no other character', () => {
    expect(editYaml(WORKFLOW, edit({ set: { '/env/NODE': '22' } }))).toBe(
      WORKFLOW.replace("'20'", "'22'"),
    );
    expect(editYaml(WORKFLOW, edit({ set: { '/name': 'test' } }))).toBe(
      WORKFLOW.replace('"build"', '"test"'),
    );
    expect(editYaml(WORKFLOW, edit({ set: { '/env/8080': 'no: x' } }))).toBe(
      WORKFLOW.replace('8080: port', '8080: "no: x"'),
    );
    expect(
      editYaml(
        WORKFLOW,
        edit({ set: { '/jobs/test/steps/0/uses': 'actions/checkout@v5' } }),
      ),
    ).toBe(WORKFLOW.replace('checkout@v4', 'checkout@v5'));
  });

  it('adds members and entries where the others are', () => {
    expect(editYaml(WORKFLOW, edit({ set: { '/env/DEBUG': true } }))).toBe(
      WORKFLOW.replace('8080: port\n', '8080: port\n    DEBUG: true\n'),
    );
    expect(
      editYaml(WORKFLOW, edit({ set: { '/jobs/test/steps/-': { run: 'x' } } })),
    ).toBe(`${WORKFLOW}        - run: x\n`);
    expect(editYaml('a:\n  b: 1', edit({ set: { '/a/c': { d: [1] } } }))).toBe(
      'a:\n  b: 1\n  c:\n    d:\n      - 1\n',
    );
    expect(editYaml('a:\r\n  b: 1\r\n', edit({ set: { '/a/c': 2 } }))).toBe(
      'a:\r\n  b: 1\r\n  c: 2\r\n',
    );
  });

  it('deletes members and keeps the comments around them', () => {
    expect(
      editYaml(WORKFLOW, edit({ delete: ['/env/NODE', '/none', '/env/x/y'] })),
    ).toBe(WORKFLOW.replace("    NODE: '20'\n", ''));
    expect(editYaml('- a: 1\n  b: 2\n', edit({ delete: ['/0/a'] }))).toBe(
      '- b: 2\n',
    );
    expect(editYaml('a: 1\nb: [1, 2]\n', edit({ delete: ['/b/0'] }))).toBe(
      'a: 1\nb: [2]\n',
    );
  });

  it('merges, and null deletes', () => {
    expect(
      editYaml(
        'a:\n  b: 1\n  c: 2 # c\n',
        edit({ merge: { '': { a: { b: null, c: 3 }, d: { e: 1 } } } }),
      ),
    ).toBe('a:\n  c: 3 # c\nd:\n  e: 1\n');
  });

  it('fills in what was empty', () => {
    expect(editYaml('', edit({ set: { '/a/b': 1 } }))).toBe('a:\n  b: 1\n');
    expect(editYaml('a:\nb: 1\n', edit({ set: { '/a': 2 } }))).toBe(
      'a: 2\nb: 1\n',
    );
    expect(editYaml('a:\n', edit({ set: { '/a/b': 2 } }))).toBe('a:\n  b: 2\n');
    expect(editYaml('# only this\n', edit({ set: { '/a': 2 } }))).toContain(
      '# only this',
    );
  });

  it('writes the document anew where a value changes its kind, and keeps its comments', () => {
    const text = editYaml(
      '# top\na: 1 # one\nb: { c: 2 }\n',
      edit({ set: { '/a': [1, 2], '/b/d': 3 } }),
    );
    expect(text).toContain('# top');
    expect(text).toContain('- 2');
    expect(text).toContain('{ c: 2, d: 3 }');
    expect(editYaml('a: |\n  x\n', edit({ set: { '/a': 'y' } }))).toContain(
      'y',
    );
    expect(editYaml('a: 1\n', edit({ merge: { '': [1] } }))).toBe('- 1\n');
  });

  it('edits the first of several documents and leaves the others to the letter', () => {
    const rest = '---\nkind:   B\n...\n---\n{ x }\n';
    expect(editYaml(`kind: A\n${rest}`, edit({ set: { '/kind': 'C' } }))).toBe(
      `kind: C\n${rest}`,
    );
    expect(
      editYaml(`# first\n---\nkind: A\n${rest}`, edit({ set: { '/n': 1 } })),
    ).toBe(`# first\n---\nkind: A\nn: 1\n${rest}`);
  });

  it('leaves a text alone that says already what it should', () => {
    expect(
      editYaml(
        WORKFLOW,
        edit({
          set: { '/env/NODE': '20', '/on': ['push', 'pull_request'] },
          merge: { '/env': {} },
        }),
      ),
    ).toBe(WORKFLOW);
  });

  it.each<[string, Partial<DocumentEdit>, string]>([
    ['a: [', { set: { '/a': 1 } }, "can't be read"],
    ['a: 1', { set: { '/a/b': 1 } }, 'single value'],
    ['a: &x { b: 1 }\nc: *x\n', { set: { '/c/b': 2 } }, 'alias'],
    ['a: [1]', { set: { '/a/x': 1 } }, 'no place'],
    ['['.repeat(50_000), { set: { '/a': 1 } }, "can't be read"],
  ])('refuses %.20j', (text, some, message) => {
    expect(() => editYaml(text, edit(some))).toThrow(message);
  });

  it('refuses a bomb of aliases in a moment', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 12; level += 1) {
      lines.push(
        `a${level}: &a${level} [${Array(9)
          .fill(`*a${level - 1}`)
          .join(', ')}]`,
      );
    }
    const started = Date.now();
    expect(() =>
      editYaml(`${lines.join('\n')}\n`, edit({ set: { '/b': 1 } })),
    ).toThrow('aliases');
    expect(Date.now() - started).toBeLessThan(5_000);
  });
});

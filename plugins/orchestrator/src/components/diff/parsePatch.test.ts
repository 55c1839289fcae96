import { PATCH } from '../../__testUtils__/fixtures';
import { languageOf, tokensOf } from './highlight';
import { parsePatch } from './parsePatch';

const one = (patch: string) => parsePatch(patch)?.[0];

describe('parsePatch', () => {
  it('reads lines with their numbers and counts them', () => {
    const file = one(PATCH);
    expect(file).toMatchObject({
      newPath: 'package.json',
      type: 'modify',
      additions: 1,
      deletions: 1,
    });
    expect(file?.hunks[0].changes.map(change => change.type)).toEqual([
      'normal',
      'delete',
      'insert',
      'normal',
      'normal',
    ]);
  });

  it('reads no further than a hunk says, so that a removed line that looks like a header stays a line', () => {
    const patch = `diff --git a/x.sql b/x.sql\n--- a/x.sql\n+++ b/x.sql\n@@ -1,2 +1,1 @@\n--- a comment\n keep\n\\ No newline at end of file\n`;
    expect(one(patch)?.hunks[0].changes[0]).toMatchObject({
      type: 'delete',
      content: '-- a comment',
    });
  });

  it.each([
    [
      'a new file',
      'diff --git a/n b/n\nnew file mode 100755\nindex 0..1\n--- /dev/null\n+++ b/n\n@@ -0,0 +1 @@\n+x\n',
      { type: 'add', newPath: 'n', additions: 1 },
    ],
    [
      'a deleted file',
      'diff --git a/d b/d\ndeleted file mode 100644\nindex 1..0\n--- a/d\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n',
      { type: 'delete', oldPath: 'd', deletions: 1 },
    ],
    [
      'a rename',
      'diff --git a/o b/m\nsimilarity index 100%\nrename from o\nrename to m\n',
      { type: 'rename', oldPath: 'o', newPath: 'm' },
    ],
    [
      'a copy',
      'diff --git a/o b/m\nsimilarity index 100%\ncopy from o\ncopy to m\n',
      { type: 'copy', oldPath: 'o', newPath: 'm' },
    ],
    [
      'a change of mode',
      'diff --git a/s b/s\nold mode 100644\nnew mode 100755\n',
      { type: 'modify', notes: ['old mode 100644', 'new mode 100755'] },
    ],
    [
      'a binary file',
      'diff --git a/my logo.png b/my logo.png\nindex 1..2 100644\nBinary files a/my logo.png and b/my logo.png differ\n',
      { isBinary: true, newPath: 'my logo.png' },
    ],
    [
      'a binary patch',
      'diff --git a/l.png b/l.png\nindex 1..2 100644\nGIT binary patch\nliteral 3\nKcmZQzfB\n\nliteral 2\nKcm\n\n',
      { isBinary: true, newPath: 'l.png' },
    ],
    [
      'a quoted name',
      'diff --git "a/caf\\303\\251 \\"x\\".txt" "b/caf\\303\\251 \\"x\\".txt"\nold mode 100644\nnew mode 100755\n',
      { newPath: 'café "x".txt' },
    ],
    [
      'a name that is quoted once',
      'diff --git "a/t\\tb" b/t b\nsimilarity index 100%\n',
      { oldPath: 't⟨U+0009⟩b'.replace('⟨U+0009⟩', '\t'), newPath: 't b' },
    ],
  ])('reads %s', (_, patch, expected) => {
    expect(one(patch)).toMatchObject(expected);
  });

  it('makes characters visible that would hide what code does', () => {
    const patch =
      'diff --git a/a\u202Eb b/a\u202Eb\n--- a/a\u202Eb\n+++ b/a\u202Eb\n@@ -1 +1 @@\n-if (admin) {\n+if (admin\u200B) { // \u2066\n';
    const file = one(patch);
    expect(file?.newPath).toBe('a⟨U+202E⟩b');
    expect(file?.hunks[0].changes[1].content).toBe(
      'if (admin⟨U+200B⟩) { // ⟨U+2066⟩',
    );
  });

  it.each([
    ['text before the first file', 'hello\n'],
    [
      'a hunk that is shorter than it says',
      'diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,3 +1,3 @@\n x\n',
    ],
    [
      'a broken hunk header',
      'diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ nonsense\n x\n',
    ],
    [
      'lines that belong to nothing',
      'diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n+smuggled\n',
    ],
  ])('does not pretend to understand %s', (_, patch) => {
    expect(parsePatch(patch)).toBeUndefined();
  });

  it('reads an empty patch as no files', () => {
    expect(parsePatch('')).toEqual([]);
  });
});

describe('tokensOf', () => {
  it.each([
    ['src/Main.JAVA', 'java'],
    ['Dockerfile', 'docker'],
    ['a/b.tsx', 'tsx'],
    ['constructor', undefined],
    ['noextension', undefined],
  ])('knows the language of %s', (path, language) => {
    expect(languageOf(path)).toBe(language);
  });

  it('colours known languages and marks what differs', () => {
    const tokens = tokensOf(parsePatch(PATCH)![0]);
    expect(JSON.stringify(tokens)).toContain('property');
  });

  it('does not fill an array up to a line number that is absurd', () => {
    const patch =
      'diff --git a/x.ts b/x.ts\n--- a/x.ts\n+++ b/x.ts\n@@ -999999999 +999999999 @@\n-a\n+b\n';
    expect(tokensOf(parsePatch(patch)![0])).toBeUndefined();
  });
});

import { parseDiff } from './parseDiff';

describe('parseDiff', () => {
  it('reads any file name, counts no lines of binary files, and leaves the patch as it is', () => {
    const odd = 'a\tb\n:c';
    const patch = 'diff --git a/bin b/bin\nliteral\0\xff\n';
    const listing = `:100644 100755 1 2 M\0${odd}\0:000000 100644 0 3 A\0bin\0:100644 000000 4 0 D\0gone\x001\t2\t${odd}\0-\t-\tbin\x000\t7\tgone\0\0`;
    expect(
      parseDiff(
        Buffer.concat([Buffer.from(listing), Buffer.from(patch, 'latin1')]),
      ),
    ).toEqual({
      files: [
        { path: odd, mode: '100755', additions: 1, deletions: 2 },
        { path: 'bin', mode: '100644', additions: 0, deletions: 0 },
        { path: 'gone', mode: '000000', additions: 0, deletions: 7 },
      ],
      patch: Buffer.from(patch, 'latin1'),
    });
  });

  it('reads nothing from nothing', () => {
    expect(parseDiff(Buffer.alloc(0))).toEqual({
      files: [],
      patch: Buffer.alloc(0),
    });
  });
});

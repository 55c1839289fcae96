import { patchIdentity } from './patchIdentity';

const patch = (
  options: {
    ids?: string;
    line?: number;
    added?: string;
    context?: string;
  } = {},
) =>
  Buffer.from(`diff --git a/x b/x
index ${options.ids ?? '1111..2222'} 100644
--- a/x
+++ b/x
@@ -${options.line ?? 1},2 +${options.line ?? 1},2 @@ function
 ${options.context ?? 'context'}
-old
+${options.added ?? 'new'}
`);

const binary = (ids: string) =>
  Buffer.from(
    `diff --git a/x b/x\nindex ${ids}\nGIT binary patch\nliteral 1\nIcmd\n\n`,
  );

describe('patchIdentity', () => {
  it('is the same for the same change on a base that moved', () => {
    expect(patchIdentity(patch({ ids: '3333..4444', line: 90 }))).toBe(
      patchIdentity(patch()),
    );
  });

  it.each([
    { added: 'newer' },
    { added: '  new' },
    { added: 'new ' },
    { context: 'other' },
  ])('is another one for %j', change => {
    expect(patchIdentity(patch(change))).not.toBe(patchIdentity(patch()));
  });

  it('is exact for binary files', () => {
    expect(patchIdentity(binary('1..2'))).toBe(patchIdentity(binary('1..2')));
    expect(patchIdentity(binary('1..2'))).not.toBe(
      patchIdentity(binary('3..2')),
    );
  });
});

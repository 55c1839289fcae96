import type { FetchedRepository } from '../git';
import { readChangesets } from './readChangesets';

/** A repository in whose history one commit adds so many changesets. */
function repositoryWith(changesets: number) {
  const asked: string[][] = [];
  const fetched: Pick<FetchedRepository, 'fileChangesBetween' | 'texts'> = {
    fileChangesBetween: async () => [
      {
        id: 'c-1',
        files: Array.from({ length: changesets }, (_, n) => ({
          path: `.changeset/c-${n}.md`,
          change: 'added',
          blob: `b-${n}`,
        })),
      },
    ],
    texts: async blobs => {
      asked.push([...blobs]);
      return new Map(blobs.map(blob => [blob, `text of ${blob}`]));
    },
  };
  return { fetched: fetched as FetchedRepository, asked };
}

const read = (fetched: FetchedRepository) =>
  readChangesets(
    fetched,
    { from: 'a', to: 'b' },
    undefined,
    new AbortController().signal,
  );

describe('readChangesets', () => {
  it('reads the newest thousand, and says that there are more', async () => {
    const { fetched, asked } = repositoryWith(1_001);
    const { changesets, cut } = await read(fetched);
    expect(cut).toBe(true);
    expect(changesets).toHaveLength(1_000);
    expect(changesets[0]).toEqual({
      path: '.changeset/c-0.md',
      commit: 'c-1',
      text: 'text of b-0',
    });
    expect(asked.map(({ length }) => length)).toEqual([1_000]);
  });

  it('says of all that there are that nothing is cut', async () => {
    const { changesets, cut } = await read(repositoryWith(1_000).fetched);
    expect([changesets.length, cut]).toEqual([1_000, false]);
  });
});

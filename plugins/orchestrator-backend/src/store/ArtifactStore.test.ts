import { createHash } from 'node:crypto';
import { NotFoundError } from '@backstage/errors';
import { FailureError } from '@backstage-orchestrator/plugin-orchestrator-node';
import { TestClock, testDatabases } from '../testing';
import { ArtifactStore, MAX_ARTIFACT_BYTES } from './ArtifactStore';

const databases = testDatabases();
const LONG = 'the same line again\n'.repeat(500);

describe.each(databases.supported)('artifacts on %s', kind => {
  async function create() {
    const database = await databases.init(kind);
    const store = new ArtifactStore({ database, clock: new TestClock() });
    const keep = (run: string, content: string | Uint8Array) =>
      store.keep(run, content, 'text/plain');
    return { database, store, keep };
  }

  it.each([
    ['a short text', 'Ação – ✓'],
    ['a long text', LONG],
    [
      'bytes that are no text',
      Uint8Array.from({ length: 600 }, (_, index) => index % 256),
    ],
    ['nothing', ''],
  ])('come back as they were: %s', async (_, content) => {
    const { store, keep } = await create();
    const digest = await keep('a', content);
    expect(digest).toBe(
      `sha256:${createHash('sha256').update(content).digest('hex')}`,
    );
    const found = await store.getOfRun('a', digest);
    expect(
      Buffer.from(found.content).equals(Buffer.from(content as string)),
    ).toBe(true);
    expect(found.mediaType).toBe('text/plain');
  });

  it('are kept once, however often and by however many runs they are put', async () => {
    const { database, keep } = await create();
    const digests = await Promise.all(
      ['a', 'a', 'b'].map(run => keep(run, LONG)),
    );
    expect(new Set(digests).size).toBe(1);
    expect(await database('artifacts')).toHaveLength(1);
    expect(
      await database('run_artifacts').orderBy('run_id').pluck('run_id'),
    ).toEqual(['a', 'b']);
  });

  it('are compressed where that gains something', async () => {
    const { database, keep } = await create();
    await keep('a', LONG);
    await keep('a', 'short');
    const rows = await database('artifacts')
      .orderBy('size', 'desc')
      .select('encoding', 'size', 'content');
    expect(rows.map(row => [row.encoding, row.size])).toEqual([
      ['gzip', LONG.length],
      ['identity', 5],
    ]);
    expect(rows[0].content.length).toBeLessThan(LONG.length / 20);
  });

  it('can only be seen through a run that has them: to know a digest is not enough', async () => {
    const { store, keep } = await create();
    const digest = await keep('a', LONG);
    await expect(store.getOfRun('b', digest)).rejects.toThrow(NotFoundError);
    await keep('b', LONG);
    await expect(store.getOfRun('b', digest)).resolves.toBeDefined();
  });

  it('can be read back by the attempt that works with them', async () => {
    const { store } = await create();
    const writer = store.forAttempt();
    const digest = await writer.put('diff', 'text/x-diff');
    expect(Buffer.from((await writer.get(digest)).content).toString()).toBe(
      'diff',
    );
    await expect(writer.get('sha256:none')).rejects.toThrow(
      'There is no artifact sha256:none',
    );
  });

  it('may not fill the database', async () => {
    const { store, database } = await create();
    const tooLarge = Buffer.alloc(MAX_ARTIFACT_BYTES + 1);
    await expect(
      store.forAttempt().put(tooLarge, 'text/plain'),
    ).rejects.toThrow(FailureError);
    await expect(
      store.forAttempt().put(tooLarge, 'text/plain'),
    ).rejects.toThrow(
      /found 33554433 bytes, accepted are at most 33554432 \(orchestrator\.limits\.artifactBytes\)/,
    );
    expect(await database('artifacts')).toEqual([]);
  });
});

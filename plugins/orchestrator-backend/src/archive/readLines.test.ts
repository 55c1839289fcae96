import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { readLines } from './readLines';
import { inPieces } from './testing/inPieces';

const LIMITS = { fileBytes: 1e6, unpackedBytes: 1e6, lineBytes: 1000 };

describe('the lines of a packed file', () => {
  it('are the same however the file comes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'grapheme', maxLength: 20 }), {
          minLength: 1,
        }),
        fc.integer({ min: 1, max: 50 }),
        async (texts, size) => {
          const lines = texts.map(text => text.replace(/\n/g, ''));
          const file = gzipSync(lines.map(line => `${line}\n`).join(''));
          const read: [number, string][] = [];
          for await (const { number, bytes } of readLines(
            inPieces(file, size),
            LIMITS,
          )) {
            read.push([number, bytes.toString('utf8')]);
          }
          expect(read).toEqual(lines.map((line, index) => [index + 1, line]));
        },
      ),
      { numRuns: 100 },
    );
  });

  it('are not unpacked beyond the limit', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000, 'x'));
    const lines = readLines(inPieces(bomb, 64 * 1024), {
      ...LIMITS,
      lineBytes: 1e9,
    });
    await expect(lines.next()).rejects.toThrow('too large');
  });
});

import fc from 'fast-check';
import { operation, SideBySide } from './testing/SideBySide';

jest.setTimeout(120_000);

const SEQUENCES = 60;

// eslint-disable-next-line jest/expect-expect -- the expectations are in SideBySide
it('does what the rules say in whatever order things happen, and loses nothing', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(operation, { minLength: 5, maxLength: 60 }),
      async operations => {
        const both = new SideBySide();
        await both.open();
        try {
          for (const op of operations) {
            await both.apply(op);
          }
          await both.drain();
        } finally {
          await both.close();
        }
      },
    ),
    { numRuns: SEQUENCES },
  );
});

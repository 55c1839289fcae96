import { hasTrailer, withTrailer } from './identity';

const TRAILER = 'Orchestrator-Change: d/r/t';

describe('withTrailer', () => {
  it.each([
    ['Title', `Title\n\n${TRAILER}\n`],
    ['Title\n\nBody\n', `Title\n\nBody\n\n${TRAILER}\n`],
    [
      'Title\n\nSigned-off-by: A <a@b>',
      `Title\n\nSigned-off-by: A <a@b>\n${TRAILER}\n`,
    ],
    ['fix: title', `fix: title\n\n${TRAILER}\n`],
    [
      'Title\n\norchestrator-change: other/run/target\nBody',
      `Title\n\nBody\n\n${TRAILER}\n`,
    ],
  ])('%j', (message, expected) => {
    expect(withTrailer(message, TRAILER)).toBe(expected);
    expect(hasTrailer(expected, TRAILER)).toBe(true);
  });

  it('finds no trailer of another change, and none outside the last paragraph', () => {
    expect(hasTrailer(`Title\n\n${TRAILER}x\n`, TRAILER)).toBe(false);
    expect(hasTrailer(`Title\n\n${TRAILER}\n\nBody\n`, TRAILER)).toBe(false);
  });
});

import { SendError, sendOutcome } from './sendError';

describe('sendOutcome', () => {
  it.each([
    [new SendError('notSent', 'refused'), 'notSent'],
    [new SendError('unknown', 'cut off'), 'unknown'],
    [new Error('something else'), 'unknown'],
    [undefined, 'unknown'],
  ])('reads %s as %s', (error, outcome) => {
    expect(sendOutcome(error)).toBe(outcome);
  });
});

import type { TrainInboxItem } from '@backstage-orchestrator/plugin-orchestrator-common';
import { inboxKey } from './inboxQueries';

describe('inboxKey', () => {
  const keyOf = (changed: Partial<TrainInboxItem>) =>
    inboxKey({
      from: 'train',
      item: {
        kind: 'help',
        train: 'train-1',
        trainTitle: 'Spring checkout',
        question: 'payments: help is needed at “Start the migration”',
        summary: 'Where is it?',
        since: '2030-03-26T08:00:00.000Z',
        product: 'payments',
        wave: 'pilot',
        subject: 'migrate',
        answerable: false,
        ...changed,
      },
    });

  it('tells two calls for help in the runbook of one step apart', () => {
    expect(
      keyOf({ question: 'payments: help is needed at “Back up”' }),
    ).not.toBe(keyOf({}));
  });

  it('names an item the same whatever is known of it by now', () => {
    const message = { kind: 'communication' as const, subject: 'out' };
    expect(keyOf({ summary: 'Found', since: '2030-03-27T00:00:00.000Z' })).toBe(
      keyOf({}),
    );
    expect(keyOf({ ...message, question: 'May “Out today” go out?' })).toBe(
      keyOf({ ...message, question: 'May “Out tomorrow” go out?' }),
    );
  });
});

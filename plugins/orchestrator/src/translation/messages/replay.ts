export const replayMessages = {
  slider: 'Moment',
  moment: 'Event {{number}} of {{count}}: {{sentence}}',
  first: 'First event',
  previous: 'Event before',
  next: 'Next event',
  last: 'Newest event',
  lost: 'The moment that the address asks for is none of these events. This is the newest state, not the one of then.',
  unread_one:
    '{{count}} event is of a kind that this page does not know, and is left out.',
  unread_other:
    '{{count}} events are of a kind that this page does not know, and are left out.',
  empty: 'Nothing has happened yet',
} as const;

export const trainReplayMessages = {
  what: 'The train as it was after each of its events. Nothing here can be changed.',
  slider: 'Moment',
  moment: 'Event {{number}} of {{count}}: {{sentence}}',
  first: 'First event',
  previous: 'Event before',
  next: 'Next event',
  last: 'Newest event',
  board: 'Go or no-go at this moment',
  gates: 'Gates',
  waves: 'Waves',
  incidents_one: '{{count}} open incident',
  incidents_other: '{{count}} open incidents',
  unread_one:
    '{{count}} event is of a kind that this page does not know, and is left out.',
  unread_other:
    '{{count}} events are of a kind that this page does not know, and are left out.',
  paused: 'Paused',
  empty: 'Nothing has happened yet',
} as const;

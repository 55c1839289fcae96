export const trainReplayMessages = {
  what: 'The train as it was after each of its events. Nothing here can be changed.',
  board: 'Go or no-go at this moment',
  gates: 'Gates',
  waves: 'Waves',
  incidents_one: '{{count}} open incident',
  incidents_other: '{{count}} open incidents',
  paused: 'Paused',
} as const;

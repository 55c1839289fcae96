export const overviewMessages = {
  title: 'Overview',
  inbox: {
    title: 'What waits for you',
    count_one: '{{count}} thing waits for you',
    count_other: '{{count}} things wait for you',
    empty: 'Nothing waits for you.',
    all_one: 'All {{count}} in the inbox',
    all_other: 'All {{count}} in the inbox',
  },
  running: {
    title: 'In progress',
    empty: 'Nothing is under way.',
    all_one: 'All {{count}} sweeps',
    all_other: 'All {{count}} sweeps',
  },
  departures: {
    title: 'Next departures',
    empty: 'No train is planned.',
    all_one: 'All {{count}} trains',
    all_other: 'All {{count}} trains',
  },
  finished: {
    title: 'Finished lately',
    all_one: 'All {{count}} that ended',
    all_other: 'All {{count}} that ended',
  },
  start: {
    title: 'Start your first sweep',
    what: 'A sweep makes one change in many modules of the catalog. You see every diff before anything is written to a repository.',
    button: 'Start from this',
  },
} as const;

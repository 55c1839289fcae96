export const trainsMessages = {
  title: 'Trains',
  new: 'New train',
  mayNotCreate:
    'You may not plan trains. Ask those who look after this portal for the permission orchestrator.run.create.',
  empty: 'No train has been planned yet',
  emptyHint:
    'A train releases several products on one date. Write down the products, the gates and the waves, see the plan before anything starts, and depart on evidence.',
  count_one: '{{count}} train',
  count_other: '{{count}} trains',
  view: {
    all: 'All',
    mine: 'Mine',
    ahead: 'Before departure',
    travelling: 'Under way',
  },
  filters: 'Filter trains',
  filter: {
    q: 'Name or title',
    phase: 'Phase',
    owner: 'Owner',
    entity: 'With product',
    mine: 'Mine, or with a product of mine',
    archived: 'In the archive',
  },
  column: {
    title: 'Train',
    phase: 'Phase',
    departure: 'Departure',
    gates: 'Gates',
    waves: 'Waves',
    products: 'Products',
    owner: 'Owner',
  },
  paused: 'Paused',
  incidents_one: '{{count}} open incident',
  incidents_other: '{{count}} open incidents',
  gatesOf: 'Gates of {{title}}',
} as const;

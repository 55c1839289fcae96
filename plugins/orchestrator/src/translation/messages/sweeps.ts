export const sweepsMessages = {
  title: 'Sweeps',
  new: 'New sweep',
  mayNotCreate:
    'You may not start sweeps. Ask those who look after this portal for the permission orchestrator.run.create.',
  empty: 'No sweep has been started yet',
  emptyHint:
    'A sweep makes one change in many modules: it shows the diffs first, then opens the changes in growing batches.',
  count_one: '{{count}} sweep',
  count_other: '{{count}} sweeps',
  view: {
    all: 'All',
    mine: 'Mine',
    inProgress: 'In progress',
    stuck: 'Wait for a person',
  },
  filters: 'Filter sweeps',
  filter: {
    q: 'Name or title',
    status: 'State',
    owner: 'Owner',
    entity: 'Touches entity',
    label: 'Label',
    mine: 'Owned by me',
    archived: 'In the archive',
  },
  column: {
    title: 'Sweep',
    status: 'State',
    progress: 'Progress',
    targets: 'Targets',
    owner: 'Owner',
    created: 'Created',
  },
} as const;

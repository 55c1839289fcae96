export const sweepsMessages = {
  title: 'Sweeps',
  new: 'New sweep',
  mayNotCreate:
    'You may not start sweeps. Ask those who look after this portal for the permission orchestrator.run.create.',
  import: {
    button: 'Import a file',
    title: 'Import a sweep from a file',
    what: 'It comes in as history: it can be read, and nothing else. It is in the archive from the start and can not be restored.',
    trust:
      'The file is checked for damage, but not for who wrote it: it can claim that anybody approved anything. Import files from those whom you trust.',
    file: 'File of a sweep (.jsonl.gz)',
    missing: 'Choose a file that an export has made.',
    empty: '{{name}} is empty.',
    tooLarge:
      '{{name}} has {{size}} MiB; a file of a sweep has {{most}} MiB at most.',
    underWay: 'The file is sent and checked. Closing this stops it.',
    action: 'Import',
  },
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

export const searchMessages = {
  kind: { Sweep: 'Sweep', Train: 'Release train' },
  owner: 'Owner: {{owner}}',
} as const;

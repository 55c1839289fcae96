export const homeMessages = {
  waiting_one: 'thing waits for you',
  waiting_other: 'things wait for you',
  running_one: 'of your sweeps is in progress',
  running_other: 'of your sweeps are in progress',
  trains_one: 'of your trains is planned or under way',
  trains_other: 'of your trains are planned or under way',
  stuck_one: 'of your sweeps waits for a person',
  stuck_other: 'of your sweeps wait for a person',
} as const;

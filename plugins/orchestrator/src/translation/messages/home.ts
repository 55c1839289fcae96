export const homeMessages = {
  waiting_one: 'thing waits for you',
  waiting_other: 'things wait for you',
  running_one: 'of your sweeps is in progress',
  running_other: 'of your sweeps are in progress',
  stuck_one: 'of your sweeps waits for a person',
  stuck_other: 'of your sweeps wait for a person',
} as const;

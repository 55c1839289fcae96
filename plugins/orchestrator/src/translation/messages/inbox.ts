export const inboxMessages = {
  title: 'Inbox',
  empty: 'Nothing waits for you',
  emptyHint:
    'Approvals, reviews, changed diffs and failed targets that you can decide on show up here.',
  keys: 'Keys: j and k move, x chooses, a goes on, r stops, Enter opens.',
  many: 'Answer the chosen ones',
  choose: 'Choose: {{question}}',
  kind: {
    approval: 'Approval',
    review: 'Review',
    diffAcceptance: 'Changed diff',
    failedTarget: 'Failed target',
  },
  yes: {
    approval: 'Approve',
    review: 'Open',
    diffAcceptance: 'Accept',
    failedTarget: 'Retry',
  },
  no: {
    approval: 'Reject',
    review: 'Open',
    diffAcceptance: 'Skip',
    failedTarget: 'Skip',
  },
  answer: { yes: 'Approve, accept, retry', no: 'Reject, skip' },
  onlyByOpening: 'A review is done on its diff: open it.',
  ask: {
    yes_one: 'Go on with this one?',
    yes_other: 'Go on with these {{count}}?',
    no_one: 'Stop this one?',
    no_other: 'Stop these {{count}}?',
  },
  done_one: 'Answered.',
  done_other: 'All {{count}} are answered.',
} as const;

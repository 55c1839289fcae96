import { trainEventMessages } from './trainEvents';

export const eventMessages = {
  ...trainEventMessages,
  filter: 'Filter the timeline',
  kinds: 'Kinds of events',
  kind: {
    run: 'Sweep',
    batch: 'Batches',
    approval: 'Approvals',
    window: 'Windows',
    target: 'Targets',
    change: 'Changes',
    train: 'Train and its products',
    gates: 'Gates and evidence',
    waves: 'Waves and rollbacks',
    activation: 'Activation',
    incident: 'Incidents',
    communication: 'Communications',
    closing: 'Closing',
  },
  empty: 'Nothing has happened yet',
  older: 'Show older events',
  run: {
    created: 'The sweep "{{title}}" was created.',
    planned_one:
      'The plan is made: {{count}} target, {{problems}} with problems.',
    planned_other:
      'The plan is made: {{count}} targets, {{problems}} with problems.',
    dryRunStarted: 'The dry run was started.',
    dryRunFinished:
      'The dry run is done: {{ready}} diffs, {{fine}} already fine, {{failed}} failed.',
    started_one: 'The rollout started in {{count}} batch.',
    started_other: 'The rollout started in {{count}} batches.',
    paused: 'The sweep was paused: {{reason}}',
    resumed: 'The sweep was resumed.',
    cancelled: 'The sweep was cancelled.',
    rollbackStarted: 'The rollback was started: {{reason}}',
    rollbackFinished: 'The rollback is done.',
    finished: 'The sweep ended: {{outcome}}.',
    reopened: 'The sweep goes on: a target was tried again.',
    archived: 'The sweep went into the archive.',
    restored: 'The sweep was taken out of the archive.',
    imported:
      'The sweep was imported from a file. Everything before this happened in another portal, or earlier in this one.',
  },
  batch: {
    started_one: 'Batch {{name}} started with {{count}} target.',
    started_other: 'Batch {{name}} started with {{count}} targets.',
    finished: 'Batch {{name}} is done.',
    soakStarted: 'The next batch waits until {{until}}.',
    soakFinished: 'The wait between batches is over.',
  },
  window: {
    closed: 'A window holds the rollout up: {{reason}}',
    closedUntil: 'A window holds the rollout up until {{opensAt}}: {{reason}}',
    opened: 'The rollout goes on: {{reason}}',
    overridden:
      'Let the rollout pass closed windows until {{expiresAt}}: {{reason}}',
  },
  approval: {
    opened: 'An approval was asked for: {{title}}.',
    evidenceChanged:
      'What is to be judged has changed: earlier signatures do not count any more.',
    signed: 'Signed the approval.',
    signedNo: 'Signed against it.',
    withdrawn: 'Withdrew the signature.',
    approved: 'The approval is given.',
    rejected: 'The approval was rejected.',
    expired: 'The approval expired.',
  },
  target: {
    discovered: 'Found in the catalog: {{title}}.',
    queued: 'Waits for a worker: {{stage}}.',
    dryRunFinished_one:
      'Its diff is ready after {{time}}: {{count}} file, +{{added}} −{{removed}}.',
    dryRunFinished_other:
      'Its diff is ready after {{time}}: {{count}} files, +{{added}} −{{removed}}.',
    alreadyFine: 'There is nothing to change: it is already fine.',
    batched: 'Is number {{position}} of batch {{batch}}.',
    diffChanged:
      'Its base moved, and the diff is another one now: somebody must accept it.',
    diffAccepted: 'The new diff was accepted.',
    gatesFailed: 'Gates failed: {{gates}}.',
    attemptFailed:
      'An attempt failed: {{message}} It is tried again at {{retryAt}}.',
    failed: 'Failed: {{message}}',
    retried: 'Was told to try again.',
    skipped: 'Was left out: {{reason}}',
    cancelled: 'Was cancelled.',
    followUpAdded: 'Still to do: {{text}}',
  },
  change: {
    opened: 'Its change was opened in {{repository}}: {{title}}.',
    observed: 'Its change was looked at: {{review}}, {{checks}}.',
    becameReady: 'Its change is ready for review: {{review}}, {{checks}}.',
    becameDraft: 'Its change is a draft again: {{review}}, {{checks}}.',
    merged: 'Its change was merged as {{commit}}.',
    declined: 'Its change was closed by a person and stays closed.',
    reopened: 'Its change was opened again.',
    withdrawn: 'Its change was closed and its branch deleted.',
    revertDeclined: '{{by}} closed the change that takes it back.',
    revertOpened: 'A change that takes it back was opened: {{title}}.',
    reverted: 'It was taken back as {{commit}}.',
  },
} as const;

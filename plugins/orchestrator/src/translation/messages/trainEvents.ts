export const trainEventMessages = {
  train: {
    created: 'The train "{{title}}" was planned for {{departure}}.',
    revised: 'The plan is revised to {{revision}}: {{reason}}',
    preparingStarted: 'The preparation has started.',
    gated: 'The gates before the departure are open.',
    departed: 'The train has departed.',
    paused: 'The train was paused: {{reason}}',
    resumed: 'The train goes on.',
    windowOverridden:
      'Let the train pass closed windows until {{until}}: {{reason}}',
    closingStarted: 'Nothing is left to release: {{reason}}',
    closed: 'The train is closed: {{outcome}}.',
    cancelled: 'The train was cancelled: {{reason}}',
    archived: 'The train went into the archive.',
    restored: 'The train was taken out of the archive.',
    imported:
      'The train was imported from a file. Everything before this happened in another portal, or earlier in this one.',
  },
  milestone: {
    announced: 'Everybody was told that {{id}} is at {{at}}.',
  },
  passenger: {
    ready: '{{product}} is ready for {{milestone}}.',
    late: '{{product}} is late for {{milestone}}.',
    excepted: '{{product}} may be late for {{milestone}}: {{reason}}',
    left: '{{product}} misses the train: {{reason}}',
  },
  rehearsal: {
    started: 'The rehearsal {{id}} has started.',
    passed: 'The rehearsal {{id}} passed, {{rollback}}.',
    failed: 'The rehearsal {{id}} failed, {{rollback}}.',
    withRollback: 'the rollback included',
    withoutRollback: 'without the rollback',
  },
  wave: {
    started: 'The wave {{id}} has started.',
    soakStarted: 'All of {{id}} is active and soaks until {{until}}.',
    analysisStarted: 'The metrics of {{id}} are read after its soak.',
    verdictAsked: 'A person has to judge {{id}}: {{reason}}',
    proceed: 'Judged {{id}} good enough to go on: {{reason}}',
    halt: 'Judged that {{id}} has to stop: {{reason}}',
    halted: 'The wave {{id}} is halted: {{reason}}',
    resumed: 'The wave {{id}} goes on: {{reason}}',
    finished: 'The wave {{id}} is done.',
    skipped: 'The wave {{id}} is left out: {{reason}}',
  },
  analysis: {
    during: 'Metrics during {{wave}}: {{phase}}. {{message}}',
    after: 'Metrics after {{wave}}: {{phase}}. {{message}}',
  },
  rollback: {
    started: 'A rollback has started ({{products}}): {{reason}}',
    finished: 'The rollback is done.',
    finishedWhole: 'The whole train is taken back.',
  },
  incident: {
    opened: 'An incident was opened, {{severity}}: {{title}}',
    noted: 'Noted on the incident {{id}}: {{text}}',
    resolved: 'The incident {{id}} is resolved: {{resolution}}',
  },
  communication: {
    edited: 'The message {{id}} was edited: {{subject}}',
    notesChanged:
      'The message {{id}} took in the notes as they are now: an approval is for these.',
    approved: 'The message {{id}} was approved.',
    sending: 'The message {{id}} is being sent.',
    handedOver: 'The message {{id}} is handed to its channels.',
    sent: 'The message {{id}} went out.',
    notSent: 'The message {{id}} did not go out: {{message}}',
    unknown: 'Nobody knows whether the message {{id}} went out: {{message}}',
    retried: 'The message {{id}} is to be sent again: {{reason}}',
    cancelled: 'The message {{id}} was cancelled: {{reason}}',
  },
  followUp: {
    added: 'Left to do by {{due}}, for {{owner}}: {{title}}',
    finished: 'The follow-up {{id}} is done.',
    carried: 'The follow-up {{id}} goes over to {{to}}.',
  },
  success: {
    failed: '{{id}} could not be measured: {{message}}',
    met: '{{id}} reached its target: {{value}}.',
    missed: '{{id}} missed its target: {{value}}.',
    unmeasured: '{{id}} could not be measured. {{note}}',
  },
  postMortem: { recorded: 'The post-mortem is at {{url}}' },
  product: { planned: '{{title}} {{release}} is planned.' },
  activation: {
    started_one: '{{who}} is being activated in {{wave}}, in {{count}} step.',
    started_other:
      '{{who}} is being activated in {{wave}}, in {{count}} steps.',
    rollbackStarted: '{{who}} is being taken back from {{wave}}: {{reason}}',
    finished: '{{who}} in {{wave}}: {{status}}.',
  },
  step: {
    started: '{{who}}: step {{step}} has started in {{wave}}.',
    finished: '{{who}}: step {{step}} is done in {{wave}}.',
    attemptFailed:
      '{{who}}: an attempt at step {{step}} failed: {{message}} It is tried again at {{retryAt}}.',
    waits:
      '{{who}}: step {{step}} has to wait. {{message}}. It goes on at {{retryAt}}.',
    failed: '{{who}}: step {{step}} failed: {{message}}',
    retried: '{{who}}: step {{step}} is tried again.',
    settled: '{{who}}: step {{step}} was settled by hand: {{note}}',
    workflowRequested:
      '{{who}}: the workflow {{workflow}} of step {{step}} is being started.',
    workflowStarted: '{{who}}: the workflow of step {{step}} runs at {{url}}',
    workflowRefused:
      '{{who}}: the workflow of step {{step}} was not started: the code host refused it.',
    workflowEnded:
      '{{who}}: the workflow of step {{step}} ended as {{conclusion}}.',
    workflowGivenUp:
      '{{who}}: the workflow {{workflow}} of step {{step}} is to be cancelled: the step was given up.',
    workflowCancelled: {
      cancelled: '{{who}}: the workflow of step {{step}} was cancelled.',
      ended:
        '{{who}}: the workflow of step {{step}} had ended before it was cancelled.',
      unknown:
        '{{who}}: nobody knows whether the workflow of step {{step}} still runs.',
    },
  },
  notes: {
    drafted:
      '{{who}}: {{commits}} commits were read for the notes, from {{from}} to {{to}}.',
    edited: '{{who}}: {{edited}} notes were edited, and {{added}} written.',
  },
  runbook: {
    done: '{{who}}: {{step}} of the runbook is done. {{note}}',
    failed: '{{who}}: {{step}} of the runbook failed. {{note}}',
    helpNeeded: '{{who}}: help is needed at {{step}} of the runbook. {{note}}',
  },
  gate: {
    planned: 'The gate "{{title}}" opens at {{opensAt}}.',
    opened: 'The gate {{who}} is open.',
    evidenceChanged: 'The evidence of {{who}} has changed.',
    stale:
      'The evidence of {{who}} has changed: {{people}} have to look again.',
    approved: 'Signed {{who}}. {{comment}}',
    rejected: 'Signed against {{who}}. {{comment}}',
    withdrawn: 'Withdrew the signature of {{who}}.',
    go: '{{who}} is a GO: {{reason}}',
    noGo: '{{who}} is a NO-GO: {{reason}}',
    reopened: 'The gate {{who}} is open again: {{reason}}',
  },
  criterion: {
    recorded: '{{who}}: {{criterion}} is {{status}}. {{summary}}',
    postponed:
      '{{who}}: nobody looks at {{criterion}}: {{host}} asks to wait until {{until}}.',
    ticked: '{{who}}: ticked {{item}} of {{criterion}}. {{note}}',
    unticked:
      '{{who}}: took back the tick at {{item}} of {{criterion}}. {{note}}',
    waived: '{{who}}: let {{criterion}} go by until {{until}}: {{reason}}',
    waiverRevoked: '{{who}}: took back the waiver of {{criterion}}.',
    verdictGiven: '{{who}}: {{criterion}} counts as {{status}}: {{reason}}',
    approved: '{{who}}: signed {{criterion}}. {{comment}}',
    rejected: '{{who}}: signed against {{criterion}}. {{comment}}',
    withdrawn: '{{who}}: withdrew the signature of {{criterion}}.',
  },
} as const;

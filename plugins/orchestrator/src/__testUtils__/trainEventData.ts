const AT = '2030-03-26T09:00:00.000Z';

/** Data of each type of event of a train, with words of its sentence; they stand in the stream `run/run-1`. */
export const TRAIN_EVENT_DATA: Record<string, [data: unknown, words: string]> =
  {
    'train.created': [
      {
        manifest: { metadata: { name: 'n', title: 'Spring' } },
        plan: { departure: AT },
      },
      'The train "Spring" was planned for',
    ],
    'train.revised': [
      { plan: { revision: 2 }, reason: 'A new scope' },
      'The plan is revised to 2: A new scope',
    ],
    'train.preparingStarted': [{}, 'The preparation has started.'],
    'train.gated': [{}, 'The gates before the departure are open.'],
    'train.departed': [{}, 'The train has departed.'],
    'train.archived': [{}, 'The train went into the archive.'],
    'train.restored': [{}, 'The train was taken out of the archive.'],
    'train.imported': [{}, 'The train was imported from a file.'],
    'train.paused': [{ reason: 'Lunch' }, 'The train was paused: Lunch'],
    'train.resumed': [{}, 'The train goes on.'],
    'train.windowOverridden': [
      { reason: 'A fix', expiresAt: AT },
      'Let the train pass closed windows until',
    ],
    'train.closingStarted': [
      { reason: 'All waves are done' },
      'All waves are done',
    ],
    'train.closed': [
      { outcome: 'succeeded' },
      'The train is closed: Succeeded.',
    ],
    'train.cancelled': [{ reason: 'No' }, 'The train was cancelled: No'],
    'milestone.announced': [
      { id: 'freeze', at: AT },
      'Everybody was told that freeze is at',
    ],
    'passenger.ready': [
      { product: 'shop', milestone: 'freeze' },
      'shop is ready for freeze.',
    ],
    'passenger.late': [
      { product: 'shop', milestone: 'freeze' },
      'shop is late for freeze.',
    ],
    'passenger.excepted': [
      { product: 'shop', milestone: 'freeze', reason: 'One more day' },
      'shop may be late for freeze: One more day',
    ],
    'passenger.left': [
      { product: 'shop', reason: 'Broken' },
      'shop misses the train: Broken',
    ],
    'rehearsal.started': [
      { id: 'staging' },
      'The rehearsal staging has started.',
    ],
    'rehearsal.finished': [
      { id: 'staging', result: 'passed', rollback: true },
      'The rehearsal staging passed, the rollback included.',
    ],
    'wave.started': [{ id: 'pilot' }, 'The wave pilot has started.'],
    'wave.soakStarted': [
      { id: 'pilot', until: AT },
      'All of pilot is active and soaks until',
    ],
    'wave.analysisStarted': [{ id: 'pilot' }, 'read after its soak'],
    'wave.verdictAsked': [
      { id: 'pilot', reason: 'Inconclusive' },
      'A person has to judge pilot: Inconclusive',
    ],
    'wave.verdictGiven': [
      { id: 'pilot', decision: 'proceed', reason: 'Fine' },
      'Judged pilot good enough to go on: Fine',
    ],
    'wave.halted': [
      { id: 'pilot', reason: 'Errors' },
      'The wave pilot is halted: Errors',
    ],
    'wave.resumed': [
      { id: 'pilot', reason: 'Fixed' },
      'The wave pilot goes on: Fixed',
    ],
    'wave.finished': [{ id: 'pilot' }, 'The wave pilot is done.'],
    'wave.skipped': [
      { id: 'pilot', reason: 'Stopped' },
      'The wave pilot is left out: Stopped',
    ],
    'analysis.assessed': [
      { wave: 'pilot', stage: 'during', phase: 'Failed', message: 'Too many.' },
      'Metrics during pilot: Failed. Too many.',
    ],
    'rollback.started': [
      { reason: 'Errors', layers: [['shop'], ['checkout']] },
      'A rollback has started (shop, checkout): Errors',
    ],
    'rollback.finished': [{ whole: true }, 'The whole train is taken back.'],
    'incident.opened': [
      { title: 'Errors', severity: 'sev2' },
      'An incident was opened, Severity 2: Errors',
    ],
    'incident.noted': [
      { id: 'i-1', text: 'Looking' },
      'Noted on the incident i-1: Looking',
    ],
    'incident.resolved': [
      { id: 'i-1', resolution: 'Fixed' },
      'The incident i-1 is resolved: Fixed',
    ],
    'communication.edited': [
      { id: 'c-1', subject: 'New' },
      'The message c-1 was edited: New',
    ],
    'communication.notesChanged': [
      { id: 'c-1', notes: { notes: 'New' } },
      'The message c-1 took in the notes as they are now: an approval is for these.',
    ],
    'communication.approved': [{ id: 'c-1' }, 'The message c-1 was approved.'],
    'communication.handedOver': [
      { id: 'c-1' },
      'The message c-1 is handed to its channels.',
    ],
    'communication.sending': [{ id: 'c-1' }, 'The message c-1 is being sent.'],
    'communication.sent': [{ id: 'c-1' }, 'The message c-1 went out.'],
    'communication.failed': [
      { id: 'c-1', outcome: 'unknown', message: 'No answer' },
      'Nobody knows whether the message c-1 went out: No answer',
    ],
    'communication.retried': [
      { id: 'c-1', reason: 'Again' },
      'The message c-1 is to be sent again: Again',
    ],
    'communication.cancelled': [
      { id: 'c-1', reason: 'No' },
      'The message c-1 was cancelled: No',
    ],
    'followUp.added': [
      { title: 'Tidy up', owner: 'group:default/shop', due: AT },
      'for group:default/shop: Tidy up',
    ],
    'followUp.finished': [{ id: 'f-1' }, 'The follow-up f-1 is done.'],
    'followUp.carried': [
      { id: 'f-1', to: 'spring-2', by: 'user:default/ana' },
      'The follow-up f-1 goes over to spring-2.',
    ],
    'success.recorded': [
      { id: 'adoption', value: 4, met: true },
      'adoption reached its target: 4.',
    ],
    'success.failed': [
      {
        id: 'adoption',
        by: 'service:orchestrator',
        message: 'No data',
        source: { server: 'default', evidence: [] },
      },
      'adoption could not be measured: No data',
    ],
    'postMortem.recorded': [
      { url: 'https://docs.example.com' },
      'The post-mortem is at https://docs.example.com',
    ],
    'product.planned': [
      { title: 'Shop', release: '1.0.0' },
      'Shop 1.0.0 is planned.',
    ],
    'activation.started': [
      { wave: 'pilot', steps: [{}, {}] },
      'run-1 is being activated in pilot, in 2 steps.',
    ],
    'activation.rollbackStarted': [
      { wave: 'pilot', reason: 'Errors', steps: [] },
      'run-1 is being taken back from pilot: Errors',
    ],
    'activation.finished': [
      { wave: 'pilot', status: 'active' },
      'run-1 in pilot: Active.',
    ],
    'step.started': [
      { wave: 'pilot', step: 'on' },
      'step on has started in pilot',
    ],
    'step.finished': [
      { wave: 'pilot', step: 'on' },
      'step on is done in pilot',
    ],
    'step.attemptFailed': [
      { step: 'on', failure: { message: 'No answer.' }, retryAt: AT },
      'an attempt at step on failed: No answer.',
    ],
    'step.failed': [
      { step: 'on', failure: { message: 'No answer.' } },
      'step on failed: No answer.',
    ],
    'step.retried': [{ step: 'on' }, 'step on is tried again.'],
    'step.settled': [
      { step: 'on', note: 'Done by hand' },
      'step on was settled by hand: Done by hand',
    ],
    'step.workflowRequested': [
      { step: 'deploy', workflow: { workflow: 'deploy.yml' } },
      'the workflow deploy.yml of step deploy is being started.',
    ],
    'step.workflowStarted': [
      { step: 'deploy', run: { id: '7', url: 'https://github.com/runs/7' } },
      'the workflow of step deploy runs at https://github.com/runs/7',
    ],
    'step.workflowRefused': [
      { step: 'deploy' },
      'the workflow of step deploy was not started: the code host refused it.',
    ],
    'step.workflowEnded': [
      { step: 'deploy', conclusion: 'failure' },
      'the workflow of step deploy ended as failure.',
    ],
    'step.workflowGivenUp': [
      { step: 'deploy', workflow: { workflow: 'deploy.yml' } },
      'the workflow deploy.yml of step deploy is to be cancelled',
    ],
    'step.workflowCancelled': [
      { step: 'deploy', outcome: 'cancelled' },
      'the workflow of step deploy was cancelled.',
    ],
    'runbook.ticked': [
      { tick: { step: 'backup', result: 'helpNeeded', note: 'Where?' } },
      'help is needed at backup of the runbook. Where?',
    ],
    'notes.drafted': [
      { commits: 12, from: { ref: 'v2.8.0' }, to: { ref: 'main' } },
      '12 commits were read for the notes, from v2.8.0 to main.',
    ],
    'notes.edited': [
      { edits: [{}], added: [] },
      '1 notes were edited, and 0 written.',
    ],
    'gate.planned': [
      { title: 'Go or no-go', opensAt: AT },
      'The gate "Go or no-go" opens at',
    ],
    'gate.opened': [{}, 'The gate run-1 is open.'],
    'gate.evidenceChanged': [
      { stale: ['user:default/pia'] },
      'user:default/pia have to look again.',
    ],
    'gate.signed': [
      { signOff: { decision: 'approved', comment: 'Fine.' } },
      'Signed run-1. Fine.',
    ],
    'gate.signOffWithdrawn': [{}, 'Withdrew the signature of run-1.'],
    'gate.decided': [
      { outcome: 'go', reason: 'All is there' },
      'run-1 is a GO: All is there',
    ],
    'gate.reopened': [
      { reason: 'A new plan' },
      'The gate run-1 is open again: A new plan',
    ],
    'criterion.recorded': [
      { criterion: 'ci', result: { status: 'pass', summary: 'All passed.' } },
      'run-1: ci is Pass. All passed.',
    ],
    'criterion.postponed': [
      {
        criterion: 'ci',
        postponed: { host: 'github.com', until: AT },
      },
      'run-1: nobody looks at ci: github.com asks to wait until',
    ],
    'criterion.ticked': [
      { criterion: 'ready', item: 'notes', tick: { done: true, note: 'Here' } },
      'run-1: ticked notes of ready. Here',
    ],
    'criterion.waived': [
      { criterion: 'ci', waiver: { expiresAt: AT, reason: 'Flaky' } },
      'run-1: let ci go by until',
    ],
    'criterion.waiverRevoked': [
      { criterion: 'ci' },
      'run-1: took back the waiver of ci.',
    ],
    'criterion.verdictGiven': [
      { criterion: 'ci', verdict: { status: 'fail', reason: 'Red' } },
      'run-1: ci counts as Fail: Red',
    ],
    'criterion.signed': [
      { criterion: 'owner', signOff: { decision: 'approved' } },
      'run-1: signed owner.',
    ],
    'criterion.signOffWithdrawn': [
      { criterion: 'owner' },
      'run-1: withdrew the signature of owner.',
    ],
  };

import { orchestratorTranslationRef, useText } from '../../translation';
import { anEvent, aChange, aDiff, renderInPortal } from '../../__testUtils__';
import { EVENT_TYPES, sentenceOf } from './sentences';
import { TRAIN_EVENT_DATA } from '../../__testUtils__/trainEventData';

const NOW = '2026-03-01T12:00:00.000Z';
const attempt = {
  stage: 'dryRun',
  attempt: 1,
  startedAt: NOW,
  finishedAt: '2026-03-01T12:01:05.000Z',
  outcome: 'x',
};
const failure = {
  class: 'permanent',
  code: 'commandFailed',
  message: 'npm is not allowed.',
};
const gates = [{ gate: 't', title: 'Tests', result: 'failed', durationMs: 1 }];

const DATA: Record<string, [data: unknown, words: string]> = {
  'run.created': [
    { manifest: { metadata: { name: 'n', title: 'Node 22' } } },
    'The sweep "Node 22" was created.',
  ],
  'run.planned': [
    { revision: 1, targets: 12, problems: 1 },
    'The plan is made: 12 targets, 1 with problems.',
  ],
  'run.dryRunStarted': [{}, 'The dry run was started.'],
  'run.dryRunFinished': [
    { counts: { ready: 9, alreadyFine: 2 } },
    '9 diffs, 2 already fine, 0 failed',
  ],
  'run.started': [{ batches: [1, 2] }, 'The rollout started in 2 batches.'],
  'batch.started': [
    { name: 'canary', size: 3 },
    'Batch canary started with 3 targets.',
  ],
  'batch.finished': [{ name: 'canary' }, 'Batch canary is done.'],
  'batch.soakStarted': [{ until: NOW }, 'The next batch waits until'],
  'batch.soakFinished': [{}, 'The wait between batches is over.'],
  'window.closed': [
    { reason: 'Freeze' },
    'A window holds the rollout up: Freeze',
  ],
  'window.opened': [{ reason: 'Freeze' }, 'The rollout goes on'],
  'window.overridden': [{ reason: 'A fix', expiresAt: NOW }, 'A fix'],
  'approval.opened': [{ title: 'Go on' }, 'An approval was asked for: Go on.'],
  'approval.evidenceChanged': [{}, 'What is to be judged has changed'],
  'approval.signed': [
    { signOff: { decision: 'approved', comment: 'Fine.' } },
    'Signed the approval. Fine.',
  ],
  'approval.withdrawn': [{}, 'Withdrew the signature.'],
  'approval.decided': [{ state: 'expired' }, 'The approval expired.'],
  'run.paused': [{ reason: 'lunch' }, 'The sweep was paused: lunch'],
  'run.resumed': [{}, 'The sweep was resumed.'],
  'run.cancelled': [
    { reason: 'No longer needed.' },
    'The sweep was cancelled. No longer needed.',
  ],
  'run.rollbackStarted': [
    { reason: 'broken' },
    'The rollback was started: broken',
  ],
  'run.rollbackFinished': [{}, 'The rollback is done.'],
  'run.finished': [{ outcome: 'succeeded' }, 'The sweep ended: Succeeded.'],
  'run.reopened': [{}, 'The sweep goes on'],
  'run.archived': [{}, 'The sweep went into the archive.'],
  'run.restored': [{}, 'The sweep was taken out of the archive.'],
  'run.imported': [{}, 'Everything before this happened in another portal'],
  'target.discovered': [
    { title: 'payments' },
    'Found in the catalog: payments.',
  ],
  'target.queued': [
    { stage: 'apply' },
    'Waits for a worker: Opening the change.',
  ],
  'target.dryRunFinished': [
    { attempt, diff: aDiff(), gates },
    'Its diff is ready after 1 min 5 s: 1 file, +1 −1.',
  ],
  'target.alreadyFine': [{}, 'it is already fine'],
  'target.batched': [{ batch: 0, position: 2 }, 'Is number 3 of batch 1.'],
  'target.diffChanged': [{}, 'Its base moved'],
  'target.diffAccepted': [{}, 'The new diff was accepted.'],
  'target.gatesFailed': [{ attempt, gates, failure }, 'Gates failed: Tests.'],
  'target.attemptFailed': [
    { attempt, failure, retryAt: NOW },
    'An attempt failed: npm is not allowed. It is tried again at',
  ],
  'target.failed': [{ attempt, failure }, 'Failed: npm is not allowed.'],
  'target.retried': [{}, 'Was told to try again.'],
  'target.skipped': [{ reason: 'frozen' }, 'Was left out: frozen'],
  'target.cancelled': [{}, 'Was cancelled.'],
  'target.followUpAdded': [
    { code: 'x', text: 'Tell the users.' },
    'Still to do: Tell the users.',
  ],
  'change.opened': [
    { change: aChange() },
    'Its change was opened in payments-api: Ask for Node.js 22.',
  ],
  'change.observed': [
    { review: 'approved', checks: 'passed' },
    'Its change was looked at: Approved, Checks passed.',
  ],
  'change.merged': [
    { mergeCommit: 'abcdef0123456789' },
    'Its change was merged as abcdef0123.',
  ],
  'change.declined': [{}, 'stays closed'],
  'change.reopened': [{}, 'opened again'],
  'change.withdrawn': [{}, 'closed and its branch deleted'],
  'change.revertOpened': [
    { change: aChange({ title: 'Revert it' }) },
    'A change that takes it back was opened: Revert it.',
  ],
  'change.reverted': [
    { mergeCommit: 'abcdef0123456789' },
    'It was taken back as abcdef0123.',
  ],
  'change.revertDeclined': [
    { by: 'user:default/ben' },
    'closed the change that takes it back.',
  ],
  ...TRAIN_EVENT_DATA,
};

function Sentence(props: { type: string; data: unknown }) {
  return (
    <p data-testid="sentence">
      {sentenceOf(useText(), anEvent(1, props.type, props.data))}
    </p>
  );
}

describe('sentenceOf', () => {
  it('has a case here for every type of event', () => {
    expect(Object.keys(DATA).sort()).toEqual([...EVENT_TYPES].sort());
  });

  it('says every type of event in words', async () => {
    const { getAllByTestId } = await renderInPortal(
      <>
        {EVENT_TYPES.map(type => (
          <Sentence key={type} type={type} data={DATA[type][0]} />
        ))}
      </>,
      '/',
    );
    getAllByTestId('sentence').forEach((element, index) =>
      expect(element).toHaveTextContent(DATA[EVENT_TYPES[index]][1]),
    );
  });

  it('says that a draft is ready for review', async () => {
    const [observed] = DATA['change.observed'];
    const { getAllByTestId } = await renderInPortal(
      <>
        {(['open', 'draft'] as const).map(state => (
          <Sentence
            key={state}
            type="change.observed"
            data={{ ...(observed as object), state }}
          />
        ))}
      </>,
      '/',
    );
    const [ready, draft] = getAllByTestId('sentence');
    expect(ready).toHaveTextContent('Its change is ready for review: Approved');
    expect(draft).toHaveTextContent('Its change is a draft again: Approved');
  });

  it('keeps the name of an event that it does not know, or whose data has another shape', async () => {
    const { getAllByTestId } = await renderInPortal(
      <>
        <Sentence type="run.teleported" data={{}} />
        <Sentence type="toString" data={{}} />
        <Sentence type="run.created" data={{}} />
      </>,
      '/',
    );
    expect(
      getAllByTestId('sentence').map(element => element.textContent),
    ).toEqual(['run.teleported', 'toString', 'run.created']);
  });
});

describe('orchestratorTranslationRef', () => {
  it('names the plugin, so that a portal can translate it', () => {
    expect(orchestratorTranslationRef.id).toBe('plugin.orchestrator');
  });
});

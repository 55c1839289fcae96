import type { Change, GateResult, TargetState, TargetStatus } from '../model';
import {
  decideTarget,
  type TargetCommand,
  type TargetContext,
  type TargetOutcome,
} from '.';
import { MemorySweep, modules, sweepManifest } from './testing/MemorySweep';
import { DIFF, FACTS, changeOf, failure } from './testing/outcomes';

const CONTEXT: TargetContext = {
  now: '2030-01-01T00:00:00.000Z',
  random: () => 0.5,
  retry: {
    initialInterval: '60s',
    coefficient: 2,
    maxInterval: '10m',
    maxRetries: 3,
  },
};

const BASE: TargetState = {
  ...([
    ...new MemorySweep(sweepManifest(), modules(1), {
      dryRun: false,
    }).targets.values(),
  ][0] as TargetState),
};

function target(
  status: TargetStatus,
  patch: Partial<TargetState> = {},
): TargetState {
  return { ...BASE, status, ...patch };
}

const applying = target('applyQueued', {
  stage: 'apply',
  workId: 'w-1',
  cycle: 1,
});
const open = { ...target('open', { stage: 'apply' }), change: changeOf(BASE) };

const complete = (outcome: TargetOutcome, workId = 'w-1'): TargetCommand => ({
  type: 'complete',
  workId,
  outcome,
  facts: FACTS,
});
const types = (
  state: TargetState,
  command: TargetCommand,
  context = CONTEXT,
) => {
  const decision = decideTarget(state, command, context);
  return (
    decision.events?.map(event => event.type) ??
    decision.rejection?.code ??
    'none'
  );
};

describe('what a command does to a target', () => {
  it.each<[string, TargetState, TargetCommand, string[] | string]>([
    [
      'queues a dry run for what is pending',
      target('pending'),
      { type: 'queue', stage: 'dryRun' },
      ['target.queued'],
    ],
    [
      'queues no dry run twice',
      target('dryRunQueued'),
      { type: 'queue', stage: 'dryRun' },
      'conflict',
    ],
    [
      'applies only what is ready',
      target('pending'),
      { type: 'queue', stage: 'apply' },
      'conflict',
    ],
    [
      'rolls back what is open',
      open,
      { type: 'queue', stage: 'rollback' },
      ['target.queued'],
    ],
    [
      'rolls nothing back that was never opened',
      target('ready'),
      { type: 'queue', stage: 'rollback' },
      'conflict',
    ],
    [
      'rolls back what failed when its change may have been opened already',
      target('failed', { stage: 'apply' }),
      { type: 'queue', stage: 'rollback' },
      ['target.queued'],
    ],
    [
      'rolls nothing back whose dry run failed',
      target('failed', { stage: 'dryRun' }),
      { type: 'queue', stage: 'rollback' },
      'conflict',
    ],
    [
      'opens a change',
      applying,
      complete({
        type: 'changeOpened',
        change: changeOf(BASE),
        diff: DIFF,
        gates: [],
      }),
      ['change.opened'],
    ],
    [
      'records that nothing had to be done',
      applying,
      complete({ type: 'alreadyFine', baseCommit: 'b' }),
      ['target.alreadyFine'],
    ],
    [
      'asks about a diff that changed',
      applying,
      complete({ type: 'diffChanged', diff: DIFF, gates: [] }),
      ['target.diffChanged'],
    ],
    [
      'stops at gates that failed',
      applying,
      complete({ type: 'gatesFailed', gates: [] }),
      ['target.gatesFailed'],
    ],
    [
      'records a rollback',
      target('rollbackQueued', { stage: 'rollback', workId: 'w-1' }),
      complete({ type: 'withdrawn' }),
      ['change.withdrawn'],
    ],
    [
      'records that there was nothing to roll back',
      target('rollbackQueued', { workId: 'w-1' }),
      complete({ type: 'nothingToRollBack' }),
      ['change.withdrawn'],
    ],
    [
      'records a revert',
      target('rollbackQueued', { workId: 'w-1' }),
      complete({ type: 'revertOpened', change: changeOf(BASE, '-r') }),
      ['change.revertOpened'],
    ],
    [
      'tries a passing failure again',
      applying,
      complete(failure('transient')),
      ['target.attemptFailed'],
    ],
    [
      'waits for a rate limit',
      applying,
      complete(failure('rateLimited')),
      ['target.attemptFailed'],
    ],
    [
      'gives a hopeless failure up',
      applying,
      complete(failure('permanent')),
      ['target.failed'],
    ],
    [
      'gives up when the retries are used up',
      { ...applying, attemptsUsed: 3 },
      complete(failure('transient')),
      ['target.failed'],
    ],
    [
      'does not count what was cancelled',
      applying,
      complete(failure('cancelled')),
      ['target.cancelled'],
    ],
    [
      'refuses a result that comes too late',
      applying,
      complete({ type: 'withdrawn' }, 'w-0'),
      'stale',
    ],
    [
      'puts what is ready into a batch',
      target('ready'),
      { type: 'batch', batch: 1, position: 0, waitsFor: [] },
      ['target.batched'],
    ],
    [
      'puts nothing else into a batch',
      target('failed'),
      { type: 'batch', batch: 1, position: 0, waitsFor: [] },
      [],
    ],
    [
      'retries what failed',
      target('failed', { stage: 'apply', diff: DIFF }),
      { type: 'retry', by: 'u' },
      ['target.retried'],
    ],
    [
      'retries a rollback at once',
      target('failed', { stage: 'rollback', change: changeOf(BASE) }),
      { type: 'retry', by: 'u' },
      ['target.retried', 'target.queued'],
    ],
    [
      'retries nothing that is well',
      open,
      { type: 'retry', by: 'u' },
      'conflict',
    ],
    [
      'skips what failed',
      target('failed'),
      { type: 'skip', by: 'u', reason: 'r' },
      ['target.skipped'],
    ],
    [
      'skips once',
      target('skipped'),
      { type: 'skip', by: 'u', reason: 'r' },
      [],
    ],
    [
      'skips nothing that has an open change',
      open,
      { type: 'skip', by: 'u', reason: 'r' },
      'conflict',
    ],
    [
      'accepts a changed diff',
      target('needsReview'),
      { type: 'acceptDiff', by: 'u' },
      ['target.diffAccepted'],
    ],
    [
      'accepts no diff that nobody asked about',
      target('ready'),
      { type: 'acceptDiff', by: 'u' },
      'conflict',
    ],
    [
      'cancels what is queued',
      applying,
      { type: 'cancel', by: 'u' },
      ['target.cancelled'],
    ],
    ['cancels nothing that is not', open, { type: 'cancel', by: 'u' }, []],
  ])('%s', (_name, state, command, expected) => {
    expect(types(state, command)).toEqual(expected);
  });

  it('tries nothing again in a run that was cancelled', () => {
    expect(
      types(applying, complete(failure('transient')), {
        ...CONTEXT,
        runCancelled: true,
      }),
    ).toEqual(['target.failed']);
  });

  it('says which gates failed, and apart from that which had failed before', () => {
    const gate = (title: string, result: GateResult['result']): GateResult => ({
      gate: title,
      title,
      result,
      durationMs: 1,
    });
    const messageOf = (gates: GateResult[]) => {
      const [event] =
        decideTarget(
          applying,
          complete({ type: 'gatesFailed', gates }),
          CONTEXT,
        ).events ?? [];
      return event?.type === 'target.gatesFailed'
        ? event.data.failure
        : undefined;
    };
    expect(
      messageOf([
        gate('Tests', 'failed'),
        gate('Lint', 'error'),
        gate('Old', 'failedBefore'),
      ]),
    ).toMatchObject({
      code: 'gateFailed',
      message: 'Failed with the change: Tests, Lint',
    });
    expect(messageOf([gate('Old', 'failedBefore')])).toMatchObject({
      code: 'gateFailedBefore',
      message: 'Failed already before the change: Old',
    });
  });

  it('never uses an id of work twice', () => {
    const again = decideTarget(
      { ...target('ready'), cycle: 4 },
      { type: 'queue', stage: 'apply' },
      CONTEXT,
    );
    expect(again.events?.[0].data).toEqual({
      stage: 'apply',
      workId: 'run-1/m-1/apply/5',
    });
  });
});

describe('what people did to a change before its attempt could say that it is open', () => {
  const opened = (seen: Partial<Change>): TargetCommand => {
    const change = changeOf(BASE);
    return complete({
      type: 'changeOpened',
      change,
      diff: DIFF,
      gates: [],
      seen: { ...change, ...seen },
    });
  };

  it.each<[Partial<Change>, string[]]>([
    [{}, ['change.opened']],
    [{ state: 'merged' }, ['change.opened', 'change.merged']],
    [
      { state: 'closed', closedBy: 'user:default/ana' },
      ['change.opened', 'change.declined'],
    ],
    [{ review: 'approved' }, ['change.opened', 'change.observed']],
  ])('%j follows at once', (seen, expected) => {
    expect(types(applying, opened(seen))).toEqual(expected);
  });
});

describe('what was seen on the code host', () => {
  const seen = (patch: object, by?: string): TargetCommand => ({
    type: 'observe',
    change: { ...changeOf(BASE), ...patch },
    by,
  });

  it.each<[string, TargetState, TargetCommand, string[]]>([
    ['a merge', open, seen({ state: 'merged' }, 'u'), ['change.merged']],
    [
      'a merge that is known',
      {
        ...open,
        change: { ...changeOf(BASE), state: 'merged' },
        status: 'merged',
      },
      seen({ state: 'merged' }),
      [],
    ],
    [
      'a close by a person',
      open,
      seen({ state: 'closed', closedBy: 'u' }),
      ['change.declined'],
    ],
    [
      'our own close in a rollback',
      { ...open, status: 'rollbackQueued' },
      seen({ state: 'closed' }),
      [],
    ],
    [
      'a reopening',
      {
        ...open,
        status: 'declined',
        change: { ...changeOf(BASE), state: 'closed' },
      },
      seen({ state: 'open' }),
      ['change.reopened'],
    ],
    ['a review', open, seen({ review: 'approved' }), ['change.observed']],
    [
      'a draft that is ready for review',
      { ...open, change: { ...changeOf(BASE), state: 'draft' as const } },
      seen({ state: 'open' }),
      ['change.observed'],
    ],
    ['a draft again', open, seen({ state: 'draft' }), ['change.observed']],
    ['nothing new', open, seen({}), []],
    ['another change', open, seen({ id: 'other', state: 'merged' }), []],
    [
      'a change of a target that has none',
      target('ready'),
      seen({ state: 'merged' }),
      [],
    ],
    [
      'a merged revert',
      { ...open, status: 'reverting', revert: changeOf(BASE, '-r') },
      { type: 'observe', change: { ...changeOf(BASE, '-r'), state: 'merged' } },
      ['change.reverted'],
    ],
    [
      'an open revert',
      { ...open, status: 'reverting', revert: changeOf(BASE, '-r') },
      { type: 'observe', change: changeOf(BASE, '-r') },
      [],
    ],
  ])('%s', (_name, state, command, expected) => {
    expect(types(state, command)).toEqual(expected);
  });
});

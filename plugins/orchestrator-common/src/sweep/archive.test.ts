import type { RunState, TargetCounts } from '../model';
import type { RunCommand } from './runCommands';
import { runActions } from './actions';
import { decideRun } from './decideRun';
import { evolveRun } from './evolveRun';
import { MemorySweep, modules, sweepManifest } from './testing/MemorySweep';

const NOW = '2030-02-01T00:00:00.000Z';
const BY = 'user:default/ana';

function ended(patch: Partial<RunState> = {}): RunState {
  const { run } = new MemorySweep(sweepManifest(), modules(2));
  return { ...run, status: 'finished', ...patch };
}

function decide(
  state: RunState,
  command: RunCommand,
  counts: TargetCounts = { merged: 2 },
) {
  return decideRun(state, command, { now: NOW, counts, unbatched: {} });
}

describe('archiving a run', () => {
  it.each<[string, Partial<RunState>, TargetCounts]>([
    ['finished', { status: 'finished' }, { merged: 1, declined: 1 }],
    ['cancelled', { status: 'cancelled' }, { ready: 1, failed: 1 }],
  ])('is done when it is %s', (_, patch, counts) => {
    expect(
      decide(ended(patch), { type: 'archive', by: BY }, counts).events,
    ).toEqual([{ type: 'run.archived', data: { by: BY } }]);
  });

  it.each<[string, Partial<RunState>, TargetCounts, string]>([
    ['it goes on', { status: 'running' }, {}, 'The run is running; accepted'],
    ['a change is open', {}, { open: 3 }, '3 targets with an open change'],
    ['a revert is open', {}, { reverting: 1 }, '1 targets with an open'],
    ['work is under way', {}, { applyQueued: 1 }, 'or work under way'],
  ])('is refused while %s', (_, patch, counts, message) => {
    expect(
      decide(ended(patch), { type: 'archive', by: BY }, counts).rejection,
    ).toEqual({ code: 'conflict', message: expect.stringContaining(message) });
  });

  it('is done once', () => {
    const archived = ended({ archivedAt: NOW });
    expect(decide(archived, { type: 'archive', by: BY }).events).toEqual([]);
  });
});

describe('an archived run', () => {
  const place = { runId: 'run-1', version: 9, occurredAt: NOW };
  const archived = evolveRun(
    ended(),
    { type: 'run.archived', data: { by: BY } },
    place,
  );

  it.each<RunCommand>([
    { type: 'dryRun', by: BY },
    { type: 'start', by: BY, batches: [] },
    { type: 'pause', by: BY, reason: 'x' },
    { type: 'resume', by: BY },
    { type: 'cancel', by: BY },
    { type: 'rollback', by: BY, reason: 'x' },
    { type: 'reopen', by: BY },
    { type: 'withdrawSignOff', approvalId: 'a', by: BY },
  ])('takes no command: $type', command => {
    expect(decide(archived, command).rejection?.message).toBe(
      'The run is archived; who operates the portal can restore it',
    );
  });

  it.each<RunCommand>([
    { type: 'expireApproval', approvalId: 'a' },
    { type: 'finishSoak', batch: 0 },
  ])('lets a timer pass that is still set: $type', command => {
    expect(decide(archived, command).events).toEqual([]);
  });

  it('offers no action', () => {
    const actions = runActions(
      archived,
      { failed: 1 },
      { ref: BY, ownershipRefs: [BY] },
      NOW,
    );
    expect(Object.values(actions).every(({ allowed }) => !allowed)).toBe(true);
    expect(actions.retryFailed.reason).toContain('archived');
  });

  it('is as before once it is restored', () => {
    const { events = [] } = decide(archived, { type: 'restore', by: BY });
    expect(events).toEqual([{ type: 'run.restored', data: { by: BY } }]);
    const restored = evolveRun(archived, events[0], { ...place, version: 10 });
    expect(restored).toEqual({ ...ended(), version: 10, updatedAt: NOW });
    expect(decide(restored, { type: 'restore', by: BY }).events).toEqual([]);
  });

  it('is history for good where it was imported', () => {
    const imported = evolveRun(
      ended(),
      { type: 'run.imported', data: { by: BY, exportedAt: NOW } },
      place,
    );
    expect(imported).toMatchObject({ archivedAt: NOW, importedAt: NOW });
    expect(
      decide(imported, { type: 'restore', by: BY }).rejection?.message,
    ).toContain('it can be read, not restored');
    expect(
      decide(imported, { type: 'rollback', by: BY, reason: 'x' }).rejection
        ?.message,
    ).toContain('The run was imported');
  });
});

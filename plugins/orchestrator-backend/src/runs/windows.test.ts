import type { Window } from '@backstage-orchestrator/plugin-orchestrator-common';
import { WindowCalendar } from '../pacing';
import { testDatabases } from '../testing';
import { checkClosedWindow } from './checkClosedWindow';
import { ANA, BEN, describeTargets, RunHarness } from './testing/RunHarness';

const databases = testDatabases();

const freeze = (from: string, to: string): Window => ({
  kind: 'deny',
  timezone: 'UTC',
  ranges: [{ from: `2030-01-01T${from}:00Z`, to: `2030-01-01T${to}:00Z` }],
  reason: 'Year end',
});
const NO_CANARY = { canary: false, batches: { initial: 10 } };

describe.each(databases.supported)('a rollout and its windows on %s', kind => {
  async function started(
    operator: Window[],
    manifest?: Window[],
  ): Promise<{ harness: RunHarness; runId: string }> {
    const harness = new RunHarness(await databases.init(kind), {
      calendar: new WindowCalendar(operator),
    });
    const runId = await harness.create(describeTargets(3), {
      ...NO_CANARY,
      windows: manifest,
    });
    await harness.work();
    await harness.runs.start(runId, ANA.actor.ref, ANA);
    return { harness, runId };
  }

  const fire = (harness: RunHarness, runId: string) =>
    harness.runDatabase.transaction(records =>
      checkClosedWindow(
        records,
        runId,
        { clock: harness.clock, runs: harness.runs },
        ANA,
      ),
    );
  const types = async (harness: RunHarness, runId: string) =>
    harness
      .database('events')
      .where('stream', `run/${runId}`)
      .andWhere('type', 'like', 'window.%')
      .orderBy('version')
      .pluck('type');

  it.each<[string, Window[], Window[] | undefined]>([
    ['of the portal', [freeze('00:00', '00:30')], undefined],
    ['of the manifest', [], [freeze('00:00', '00:30')]],
  ])(
    'opens no change in a closed window %s, says when it opens, and goes on then',
    async (_, operator, manifest) => {
      const { harness, runId } = await started(operator, manifest);
      expect(await harness.counts(runId)).toEqual({ ready: 3 });
      expect((await harness.run(runId)).closedWindow).toEqual({
        reason: 'Closed by the deny window “Year end”.',
        opensAt: '2030-01-01T00:30:00.000Z',
        since: '2030-01-01T00:00:00.000Z',
      });
      expect(harness.timers).toMatchObject([
        { kind: 'window', dueAt: '2030-01-01T00:30:00.000Z' },
      ]);
      await fire(harness, runId);
      expect(await harness.counts(runId)).toEqual({ ready: 3 });
      harness.clock.advance(30 * 60_000);
      await fire(harness, runId);
      expect(await harness.counts(runId)).toEqual({ applyQueued: 3 });
      expect((await harness.run(runId)).closedWindow).toBeUndefined();
      expect(await types(harness, runId)).toEqual([
        'window.closed',
        'window.opened',
      ]);
    },
  );

  it('is passed by an override with person, reason and expiry, and closed again after it', async () => {
    const { harness, runId } = await started([freeze('00:00', '12:00')]);
    const override = (expiresAt: string) =>
      harness.runs.command(
        runId,
        { type: 'overrideWindow', by: BEN, reason: 'CVE', expiresAt },
        ANA,
      );
    await expect(override('2029-12-31T00:00:00.000Z')).rejects.toThrow(
      /expiresAt: found .* accepted is a time from now on, at most 7d/,
    );
    await expect(override('2030-02-01T00:00:00.000Z')).rejects.toThrow('7d');
    await override('2030-01-01T01:00:00.000Z');
    expect(await harness.counts(runId)).toEqual({ applyQueued: 3 });
    expect((await harness.run(runId)).windowOverride).toEqual({
      by: BEN,
      reason: 'CVE',
      at: '2030-01-01T00:00:00.000Z',
      expiresAt: '2030-01-01T01:00:00.000Z',
    });
    harness.clock.advance(2 * 3_600_000);
    await harness.work((target, stage) =>
      stage === 'apply'
        ? {
            type: 'failed',
            failure: { class: 'permanent', code: 'x', message: target.id },
          }
        : undefined,
    );
    await harness.runs
      .command(runId, { type: 'resume', by: BEN }, ANA)
      .catch(() => {});
    await harness.runs.commandTargets(
      runId,
      ['component.default.m-0001'],
      () => ({ type: 'retry', by: BEN }),
      ANA,
    );
    expect(await harness.counts(runId)).toEqual({ failed: 2, ready: 1 });
    expect((await harness.run(runId)).closedWindow).toMatchObject({
      opensAt: '2030-01-01T12:00:00.000Z',
    });
  });

  it('is left alone for an hour where it is paused when its window opens, and goes on once it is resumed', async () => {
    const { harness, runId } = await started([freeze('00:00', '00:30')]);
    await harness.runs.command(
      runId,
      { type: 'pause', by: ANA.actor.ref, reason: 'Lunch' },
      ANA,
    );
    harness.clock.advance(30 * 60_000);
    await fire(harness, runId);
    expect(harness.timers.at(-1)).toMatchObject({
      kind: 'window',
      dueAt: '2030-01-01T01:30:00.000Z',
    });
    await harness.runs.command(
      runId,
      { type: 'resume', by: ANA.actor.ref },
      ANA,
    );
    expect(await harness.counts(runId)).toEqual({ applyQueued: 3 });
    expect(await types(harness, runId)).toEqual([
      'window.closed',
      'window.opened',
    ]);
  });

  it('goes on when its window opens though it was overridden only while it was paused', async () => {
    const { harness, runId } = await started([freeze('00:00', '12:00')]);
    const tell = (command: Parameters<typeof harness.runs.command>[1]) =>
      harness.runs.command(runId, command, ANA);
    await tell({ type: 'pause', by: ANA.actor.ref, reason: 'Lunch' });
    await tell({
      type: 'overrideWindow',
      by: BEN,
      reason: 'CVE',
      expiresAt: '2030-01-01T01:00:00.000Z',
    });
    harness.clock.advance(2 * 3_600_000);
    await tell({ type: 'resume', by: ANA.actor.ref });
    expect(await harness.counts(runId)).toEqual({ ready: 3 });
    expect(harness.timers).toMatchObject([{ kind: 'window' }]);
    harness.clock.advance(10 * 3_600_000);
    await fire(harness, runId);
    expect(await harness.counts(runId)).toEqual({ applyQueued: 3 });
  });

  it('may be rolled back in a closed window', async () => {
    const { harness, runId } = await started([freeze('06:00', '12:00')]);
    await harness.work();
    expect(await harness.counts(runId)).toEqual({ open: 3 });
    harness.clock.advance(7 * 3_600_000);
    await harness.runs.command(
      runId,
      { type: 'rollback', by: BEN, reason: 'Broken' },
      ANA,
    );
    expect(await harness.counts(runId)).toEqual({ rollbackQueued: 3 });
  });

  it('looks again every hour where no end is known', async () => {
    const { harness, runId } = await started([
      {
        kind: 'allow',
        timezone: 'UTC',
        ranges: [{ from: '2029-01-01T00:00Z', to: '2029-01-02T00:00Z' }],
      },
    ]);
    expect(harness.timers).toMatchObject([
      { kind: 'window', dueAt: '2030-01-01T01:00:00.000Z' },
    ]);
    harness.clock.advance(3_600_000);
    await fire(harness, runId);
    expect(harness.timers.at(-1)).toMatchObject({
      dueAt: '2030-01-01T02:00:00.000Z',
    });
    expect(await types(harness, runId)).toEqual(['window.closed']);
  });
});

import type {
  EventEnvelope,
  RunState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { noticesFor } from './notices';

const ANA = 'user:default/ana';
const BEN = 'user:default/ben';
const PLATFORM = 'group:default/platform';

const RUN = {
  id: 'node-22-abc',
  title: 'Node 22',
  owner: PLATFORM,
  createdBy: { kind: 'user', ref: ANA },
  approvals: [],
} as unknown as RunState;

function event(
  type: string,
  data: object = {},
  targetId?: string,
): EventEnvelope {
  return { type, data, targetId, runId: RUN.id } as unknown as EventEnvelope;
}

function notices(events: EventEnvelope[], run: RunState = RUN, open = 3) {
  return noticesFor(
    run,
    events,
    async id => ({ a: 'group:default/team-a', b: 'group:default/team-b' }[id]),
    async () => open,
  );
}

describe('what people are told', () => {
  it.each<[string, EventEnvelope, object]>([
    [
      'the responsible of a dry run that is done',
      event('run.dryRunFinished'),
      {
        recipients: [PLATFORM, ANA],
        title: 'Dry run done: Node 22',
        link: '/orchestrator/sweeps/node-22-abc/diffs',
        severity: 'normal',
      },
    ],
    [
      'the approvers of an approval',
      event('approval.opened', {
        title: 'Go on after the canary',
        approvers: [BEN],
      }),
      {
        recipients: [BEN],
        title: 'Go on after the canary? Node 22',
        link: '/orchestrator/sweeps/node-22-abc/gates',
        severity: 'high',
      },
    ],
    [
      'the owner of an approval that has no approvers',
      event('approval.opened', { title: 'Go on', approvers: [] }),
      { recipients: [PLATFORM] },
    ],
    [
      'the responsible of a run that paused by itself',
      event('run.paused', { cause: 'failureRate', reason: '2 of 5 failed' }),
      {
        recipients: [PLATFORM, ANA],
        title: 'Paused: Node 22',
        description: '2 of 5 failed',
        severity: 'high',
      },
    ],
    [
      'the responsible of a run that has ended',
      event('run.finished', { outcome: 'partlySucceeded' }),
      {
        title: 'Finished: Node 22',
        description: expect.stringContaining('Some changes were merged'),
        link: expect.stringMatching(/report$/),
      },
    ],
    [
      'the responsible of a diff that changed',
      event('target.diffChanged', {}, 'a'),
      {
        recipients: [PLATFORM, ANA],
        link: '/orchestrator/sweeps/node-22-abc?status=needsReview',
      },
    ],
    [
      'the responsible of a change that was declined, and by whom',
      event('change.declined', { by: BEN }, 'a'),
      { recipients: [PLATFORM, ANA], description: `${BEN} closed it` },
    ],
  ])('goes to %s', async (_, happened, expected) => {
    expect(await notices([happened])).toEqual([
      expect.objectContaining(expected),
    ]);
  });

  it.each<[string, EventEnvelope]>([
    [
      'a pause by a person',
      event('run.paused', { cause: 'person', reason: 'Lunch' }),
    ],
    ['an attempt that is tried again', event('target.attemptFailed', {}, 'a')],
    ['a module that nobody owns', event('change.opened', {}, 'nobodys')],
    [
      'evidence that changed before anybody signed',
      event('approval.evidenceChanged', { id: 'canary' }),
    ],
  ])('is nothing for %s', async (_, happened) => {
    expect(await notices([happened])).toEqual([]);
  });

  it('is one thing for an owner, however many modules are concerned', async () => {
    const found = await notices([
      event('change.opened', {}, 'a'),
      event('change.opened', {}, 'b'),
      event('change.opened', {}, 'a'),
      event('change.revertOpened', {}, 'a'),
    ]);
    expect(found.map(notice => [notice.recipients, notice.title])).toEqual([
      [['group:default/team-a'], '3 changes wait for your review'],
      [['group:default/team-b'], '3 changes wait for your review'],
    ]);
    // The next batch takes the place of this one in the list of notifications.
    expect(found[0].scope).toBe(
      'orchestrator/node-22-abc/reviews/group:default/team-a',
    );
    expect(found[0].link).toBe(
      '/orchestrator/sweeps/node-22-abc?owner=group%3Adefault%2Fteam-a',
    );
  });

  it('is not about changes that were merged meanwhile', async () => {
    expect(await notices([event('change.opened', {}, 'a')], RUN, 0)).toEqual(
      [],
    );
    expect(
      (await notices([event('change.opened', {}, 'a')], RUN, 1))[0].title,
    ).toBe('1 change waits for your review');
  });

  it('leaves out who is no person: a service that created a run has no notifications', async () => {
    const run: RunState = {
      ...RUN,
      createdBy: { kind: 'service', ref: 'external:ci' },
    };
    expect(
      (await notices([event('run.dryRunFinished')], run))[0].recipients,
    ).toEqual([PLATFORM]);
  });

  it('reaches those who approved something else than what is there now', async () => {
    const signOff = {
      by: BEN,
      decision: 'approved',
      evidenceDigest: 'old',
      at: '2030-01-01T00:00:00.000Z',
    };
    const approval = {
      id: 'canary',
      state: 'open',
      evidenceDigest: 'new',
      signOffs: [signOff],
    };
    const run = { ...RUN, approvals: [approval] } as unknown as RunState;
    expect(
      await notices([event('approval.evidenceChanged', { id: 'canary' })], run),
    ).toEqual([
      expect.objectContaining({
        recipients: [BEN],
        title: 'Your approval is stale: Node 22',
      }),
    ]);
  });
});

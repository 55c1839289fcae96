import type {
  InboxItem,
  TargetOutcome,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import {
  ANA,
  BEN,
  describeTargets,
  RunHarness,
  type Script,
} from '../runs/testing/RunHarness';
import { testDatabases } from '../testing';
import { InboxQueries } from './InboxQueries';

const databases = testDatabases();
const CARLA = 'user:default/carla';
const LEADS = 'group:default/leads';
const TEAM = 'group:default/team-1';
const PLATFORM = 'group:default/platform';

describe.each(databases.supported)('the inbox on %s', kind => {
  let harness: RunHarness;

  beforeEach(async () => {
    harness = new RunHarness(await databases.init(kind));
  });

  async function inboxOf(
    ref: string,
    groups: string[] = [],
    limit = 50,
    visible = () => {},
  ): Promise<InboxItem[]> {
    const items: InboxItem[] = [];
    let cursor: string | undefined;
    do {
      const page = await new InboxQueries(harness.database).list(
        { ref, ownershipRefs: [ref, ...groups] },
        visible,
        { cursor, limit },
      );
      items.push(...page.items);
      expect(page.totalItems).toBeGreaterThanOrEqual(page.items.length);
      cursor = page.nextCursor;
    } while (cursor);
    return items;
  }

  const kindsOf = async (ref: string, groups: string[] = []) =>
    (await inboxOf(ref, groups)).map(item => item.kind);

  /** A run whose canaries wait for an approval. */
  async function awaiting(
    canary: object = {},
    script?: Script,
  ): Promise<string> {
    const runId = await harness.create(describeTargets(8), {
      canary: { min: 3, max: 3, ...canary },
    });
    await harness.work();
    await harness.runs.start(runId, BEN, {
      ...ANA,
      actor: { kind: 'user', ref: BEN },
    });
    await harness.work(script);
    return runId;
  }

  it('asks for an approval everybody but who created and who started the run', async () => {
    const runId = await awaiting();
    expect(await kindsOf(CARLA)).toEqual(['approval']);
    expect(await kindsOf(ANA.actor.ref)).toEqual([]);
    expect(await kindsOf(BEN)).toEqual([]);
    expect(await inboxOf(CARLA)).toEqual([
      expect.objectContaining({
        kind: 'approval',
        runId,
        approvalId: 'canary',
        question: expect.stringMatching(/\?$/),
        evidence: '3 changed',
        url: `/sweeps/${runId}/gates`,
      }),
    ]);
  });

  it('asks them, too, where the manifest lets them approve their own', async () => {
    await awaiting({ selfApproval: true });
    expect(await kindsOf(ANA.actor.ref)).toEqual(['approval']);
    expect(await kindsOf(BEN)).toEqual(['approval']);
  });

  it('asks nobody but the approvers where the manifest names some, as persons or as groups', async () => {
    await awaiting({ approvers: [LEADS] });
    expect(await kindsOf(CARLA)).toEqual([]);
    expect(await kindsOf(CARLA, [LEADS])).toEqual(['approval']);
    expect(await kindsOf(CARLA, ['group:default/lead'])).toEqual([]);
    // Neither of the wildcards of LIKE makes somebody an approver.
    expect(
      await kindsOf(CARLA, ['group:default/lead_', 'group:default/%']),
    ).toEqual([]);
  });

  it('says what a batch has come to', async () => {
    const outcomes: TargetOutcome[] = [
      {
        type: 'failed',
        failure: { class: 'permanent', code: 'stepFailed', message: 'No' },
      },
      { type: 'alreadyFine', baseCommit: 'base' },
    ];
    await awaiting({}, () => outcomes.shift());
    expect((await inboxOf(CARLA))[0]).toMatchObject({
      kind: 'approval',
      evidence: '1 changed, 1 already fine, 1 failed',
    });
  });

  it('forgets an approval that was given', async () => {
    const runId = await awaiting();
    await harness.approve(runId, CARLA);
    expect(await kindsOf(CARLA)).toEqual([]);
  });

  it('asks the owners of a module for their review, until it is merged', async () => {
    const runId = await awaiting();
    const reviews = (await inboxOf(CARLA, [TEAM])).filter(
      item => item.kind === 'review',
    );
    expect(reviews).toHaveLength(1);
    expect(reviews[0]).toMatchObject({
      runId,
      question: expect.stringMatching(/^Review "Run on Node 22" in m-/),
      evidence: '1 files, +1 −1',
      url: expect.stringMatching(/^\/changes\//),
    });
    await harness.mergeAll(runId);
    expect(
      (await inboxOf(CARLA, [TEAM])).filter(item => item.kind === 'review'),
    ).toEqual([]);
  });

  it('asks who is responsible for a run about what failed: once, however much it is', async () => {
    const failing: Script = (_, stage) =>
      stage === 'apply'
        ? {
            type: 'failed',
            failure: { class: 'permanent', code: 'stepFailed', message: 'No' },
          }
        : undefined;
    const runId = await awaiting({}, failing);
    const expected = {
      kind: 'failedTarget',
      runId,
      url: `/sweeps/${runId}?status=failed`,
    };
    expect(await inboxOf(ANA.actor.ref)).toEqual([
      expect.objectContaining(expected),
    ]);
    expect(
      (await inboxOf(CARLA, [PLATFORM])).filter(
        item => item.kind === 'failedTarget',
      ),
    ).toEqual([expect.objectContaining(expected)]);
    expect(
      (await inboxOf(CARLA)).filter(item => item.kind === 'failedTarget'),
    ).toEqual([]);
    await harness.runs.cancel(runId, BEN, undefined, ANA);
    expect(await kindsOf(ANA.actor.ref)).toEqual([]);
  });

  it('asks who is responsible to accept a diff that has changed', async () => {
    const runId = await awaiting({}, (target, stage) =>
      stage === 'apply' && target.diff
        ? {
            type: 'diffChanged',
            diff: { ...target.diff, patchId: 'other', additions: 7 },
            gates: [],
          }
        : undefined,
    );
    const items = (await inboxOf(ANA.actor.ref)).filter(
      item => item.kind === 'diffAcceptance',
    );
    expect(items).toHaveLength(3);
    expect(items[0]).toMatchObject({
      evidence: '1 files, +7 −1',
      url: expect.stringContaining(`/sweeps/${runId}/targets/`),
    });
  });

  it('shows the oldest first, page by page, though many are of the same instant', async () => {
    await awaiting({ selfApproval: true });
    await awaiting({ selfApproval: true });
    harness.clock.advance(60_000);
    await awaiting({ selfApproval: true });
    const groups = [0, 1, 2, 3].map(team => `group:default/team-${team}`);
    const all = await inboxOf(CARLA, groups);
    expect(all.length).toBe(12);
    expect(all.map(item => item.since)).toEqual(
      all.map(item => item.since).sort(),
    );
    expect(await inboxOf(CARLA, groups, 1)).toEqual(all);
    expect(await inboxOf(CARLA, groups, 3)).toEqual(all);
  });

  it('is empty for who may see no run', async () => {
    await awaiting();
    const page = await new InboxQueries(harness.database).list(
      { ref: CARLA, ownershipRefs: [CARLA, TEAM] },
      query => query.whereRaw('1 = 0'),
      {
        limit: 10,
      },
    );
    expect(page).toMatchObject({ items: [], totalItems: 0 });
  });
});

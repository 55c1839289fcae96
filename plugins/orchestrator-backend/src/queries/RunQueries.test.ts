import { InputError, NotFoundError } from '@backstage/errors';
import { isoNow } from '../clock';
import {
  ANA,
  describeTarget,
  describeTargets,
  manifestOf,
  RunHarness,
} from '../runs/testing/RunHarness';
import { testDatabases } from '../testing';
import { TrainQueries } from '../trains/TrainQueries';
import { EntityQueries } from './EntityQueries';
import { EventQueries } from './EventQueries';
import { RunQueries, type RunFilter } from './RunQueries';

const databases = testDatabases();

describe.each(databases.supported)('reading runs on %s', kind => {
  let harness: RunHarness;
  let runs: RunQueries;
  let created = 0;

  beforeEach(async () => {
    harness = new RunHarness(await databases.init(kind));
    runs = new RunQueries(harness.database);
  });

  /** Creates a run of one target with another name, owner or labels. */
  async function create(
    metadata: {
      name?: string;
      title?: string;
      labels?: Record<string, string>;
    } = {},
    owner = 'group:default/platform',
    by = ANA,
  ) {
    const manifest = manifestOf();
    created += 1;
    return harness.runs.create({
      ...by,
      manifest: {
        ...manifest,
        // The same sweep is refused a second time.
        metadata: {
          ...manifest.metadata,
          description: `Number ${created}`,
          ...metadata,
        },
        spec: { ...manifest.spec, owner },
      },
      dryRun: true,
      targets: describeTargets(1),
    });
  }

  async function idsOf(
    filter: Partial<RunFilter>,
    limit = 50,
  ): Promise<string[]> {
    const { items } = await runs.list(
      { visible: () => {}, ...filter },
      { limit },
    );
    return items.map(run => run.id);
  }

  it('pages through runs of the same instant without leaving one out or showing one twice', async () => {
    const same = [await create(), await create(), await create()];
    harness.clock.advance(1_000);
    const newest = await create();
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await runs.list({ visible: () => {} }, { cursor, limit: 1 });
      expect(page.totalItems).toBe(4);
      seen.push(...page.items.map(run => run.id));
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen[0]).toBe(newest);
    expect([...seen].sort()).toEqual([...same, newest].sort());
  });

  it.each([
    ['no base64', '%%%'],
    ['no JSON', Buffer.from('later').toString('base64url')],
    ['no list', Buffer.from('{"a":1}').toString('base64url')],
    ['too short', Buffer.from('["a"]').toString('base64url')],
    ['of another shape', Buffer.from('["a",{}]').toString('base64url')],
  ])('refuses a cursor that is %s', async (_, cursor) => {
    const page = runs.list({ visible: () => {} }, { cursor, limit: 1 });
    await expect(page).rejects.toThrow(InputError);
    await expect(page).rejects.toThrow(
      /^cursor: found ".*"; accepted is the nextCursor of the page before$/,
    );
  });

  it('filters by status, owner, label, target and who has to do with them', async () => {
    const BEN = {
      ...ANA,
      actor: { kind: 'user' as const, ref: 'user:default/ben' },
    };
    const a = await create(
      { labels: { quarter: 'q1', kind: 'a=b' } },
      'group:default/payments',
    );
    const b = await create(
      { labels: { quarter: 'q1' } },
      'group:default/platform',
      BEN,
    );
    const c = await harness.create([describeTarget('billing')]);
    await harness.work();
    expect(await idsOf({ status: ['dryRunning'] })).toEqual([]);
    expect((await idsOf({ status: ['readyToStart'] })).sort()).toEqual(
      [a, b, c].sort(),
    );
    expect(await idsOf({ owner: ['group:default/payments'] })).toEqual([a]);
    expect((await idsOf({ label: ['quarter=q1'] })).sort()).toEqual(
      [a, b].sort(),
    );
    expect(await idsOf({ label: ['quarter=q1', 'kind=a=b'] })).toEqual([a]);
    expect(await idsOf({ label: ['quarter=q2'] })).toEqual([]);
    expect(await idsOf({ entity: 'component:default/billing' })).toEqual([c]);
    expect(await idsOf({ belongsTo: ['user:default/ben'] })).toEqual([b]);
    expect(
      await idsOf({
        belongsTo: ['group:default/payments', 'user:default/ben'],
      }),
    ).toHaveLength(2);
  });

  it('finds text in titles and names whatever its case, and takes % and _ as they are', async () => {
    const percent = await create({ title: 'Cut costs by 50% now' });
    const underscore = await create({ title: 'Rename a_b' });
    const slash = await create({ title: 'Paths with C:\\temp' });
    await create({ title: 'Rename aXb, 50 times' });
    expect(await idsOf({ q: '50%' })).toEqual([percent]);
    expect(await idsOf({ q: 'A_B' })).toEqual([underscore]);
    expect(await idsOf({ q: 'c:\\TEMP' })).toEqual([slash]);
    expect(await idsOf({ q: 'NODE-22' })).toHaveLength(4);
    const filter = { q: '50', visible: () => {} };
    const first = await runs.list(filter, { limit: 1 });
    const rest = await runs.list(filter, {
      limit: 1,
      cursor: first.nextCursor,
    });
    expect([first.totalItems, rest.totalItems]).toEqual([2, 2]);
    expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(
      await idsOf({ q: '50' }),
    );
    expect(await idsOf({ q: '' })).toHaveLength(4);
  });

  it('shows and counts only what the caller may see', async () => {
    const mine = await create({}, 'group:default/payments');
    await create();
    const page = await runs.list(
      { visible: query => query.where('runs.owner', 'group:default/payments') },
      { limit: 10 },
    );
    expect(page).toMatchObject({ items: [{ id: mine }], totalItems: 1 });
  });

  it('says how far a run and each of its batches are', async () => {
    const id = await harness.create(describeTargets(6), {
      canary: { min: 2, max: 2 },
      batches: { initial: 4, max: 4 },
    });
    await harness.work();
    await harness.runs.start(id, ANA.actor.ref, ANA);
    await harness.work();
    expect((await runs.summary(id)).counts).toEqual({ open: 2, ready: 4 });
    expect([...(await runs.batchCounts(id))]).toEqual(
      expect.arrayContaining([
        [0, { open: 2 }],
        [1, { ready: 4 }],
      ]),
    );
  });

  it('says so where there is no such run', async () => {
    await expect(runs.state('none')).rejects.toThrow(NotFoundError);
    await expect(runs.summary('none')).rejects.toThrow('There is no run none');
  });

  it('reads the events of a run in both directions, by target and by type', async () => {
    const events = new EventQueries(harness.database);
    const id = await harness.create(describeTargets(3));
    await harness.work();
    const all = await events.list(id, { order: 'asc' }, { limit: 500 });
    const seen: number[] = [];
    let cursor: string | undefined;
    do {
      const page = await events.list(
        id,
        { order: 'desc' },
        { cursor, limit: 2 },
      );
      seen.push(...page.items.map(event => event.position));
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen).toEqual(all.items.map(event => event.position).reverse());
    const target = await events.list(
      id,
      { order: 'asc', targetId: 'component.default.m-0002' },
      { limit: 500 },
    );
    expect(target.items.map(event => event.version)).toEqual(
      target.items.map((_, index) => index + 1),
    );
    const ofType = await events.list(
      id,
      { order: 'asc', type: ['run.created'] },
      { limit: 500 },
    );
    expect(ofType).toMatchObject({
      totalItems: 1,
      items: [{ type: 'run.created', version: 1 }],
    });
  });

  it('has the manifest as it was handed in', async () => {
    const events = new EventQueries(harness.database);
    const source = 'apiVersion: orchestrator/v1 # mine\n';
    const id = await harness.runs.create({
      ...ANA,
      manifest: manifestOf(),
      source,
      dryRun: false,
      targets: describeTargets(1),
    });
    expect(await events.source(id)).toBe(source);
    expect(await events.source(await create())).toBeUndefined();
  });

  it('sums up what happens to one entity over all runs, newest first', async () => {
    const entities = new EntityQueries(
      harness.database,
      runs,
      new TrainQueries(harness.database),
    );
    const now = isoNow(harness.clock);
    const finished = await harness.create(describeTargets(1));
    await harness.work(() => ({ type: 'alreadyFine', baseCommit: 'base' }));
    harness.clock.advance(1_000);
    const open = await harness.create(describeTargets(2), {
      canary: { approval: false },
    });
    await harness.work();
    await harness.runs.start(open, ANA.actor.ref, ANA);
    await harness.work();
    const ref = 'component:default/m-0001';
    const everything = () => {};
    const first = await entities.summary(ref, everything, now, { limit: 1 });
    expect(first).toMatchObject({
      openChanges: 1,
      waitingForOwner: 1,
      runsInProgress: 1,
      totalItems: 2,
      items: [
        { run: { id: open, counts: { open: 2 } }, target: { status: 'open' } },
      ],
    });
    const second = await entities.summary(ref, everything, now, {
      limit: 1,
      cursor: first.nextCursor,
    });
    expect(second).toMatchObject({
      items: [{ run: { id: finished }, target: { status: 'alreadyFine' } }],
      nextCursor: undefined,
    });
    const hidden = await entities.summary(
      ref,
      query => query.where('runs.id', finished),
      now,
      { limit: 10 },
    );
    expect(hidden).toMatchObject({
      openChanges: 0,
      waitingForOwner: 0,
      runsInProgress: 0,
      totalItems: 1,
    });
    expect(
      await entities.summary('component:default/other', everything, now, {
        limit: 10,
      }),
    ).toMatchObject({ items: [], totalItems: 0 });
  });
});

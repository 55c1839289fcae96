import type { DeadLetter } from '@backstage-orchestrator/plugin-orchestrator-common';
import { applyRunFilter } from '../permissions';
import {
  ANA,
  describeTarget,
  describeTargets,
  RunHarness,
  type Script,
} from '../runs/testing/RunHarness';
import { testDatabases } from '../testing';
import { DeadLetterQueries, type DeadLetterFilter } from './DeadLetterQueries';

const databases = testDatabases();

const failWith =
  (failure: { class: 'permanent' | 'transient'; code: string }): Script =>
  () => ({ type: 'failed', failure: { ...failure, message: 'It failed' } });

describe.each(databases.supported)('dead letters on %s', kind => {
  let harness: RunHarness;
  let queries: DeadLetterQueries;

  beforeEach(async () => {
    harness = new RunHarness(await databases.init(kind));
    queries = new DeadLetterQueries(harness.database);
  });

  const list = (
    filter: Partial<DeadLetterFilter> = {},
    paging: { cursor?: string; limit: number } = { limit: 100 },
  ) => queries.list({ visible: () => {}, ...filter }, paging);

  /** Runs whose targets failed: one of a broken gate, one of a code host that was never there. */
  async function twoRuns(): Promise<[string, string]> {
    const first = await harness.create(describeTargets(3));
    await harness.work(failWith({ class: 'permanent', code: 'gateFailed' }));
    harness.clock.advance(1000);
    const second = await harness.create(
      [describeTarget('lonely', { owner: 'group:default/lonely' })],
      { retry: { maxRetries: 0 } },
    );
    await harness.work(failWith({ class: 'transient', code: 'cloneFailed' }));
    return [first, second];
  }

  const titles = (items: DeadLetter[]) =>
    items.map(({ target }) => target.title).sort();

  it('are those of all runs, those that failed last first, with every try', async () => {
    const [first, second] = await twoRuns();
    const { items, groups, totalItems } = await list();
    expect(totalItems).toBe(4);
    expect(items.map(({ target }) => target.runId)).toEqual([
      second,
      first,
      first,
      first,
    ]);
    expect(items[0]).toMatchObject({
      runTitle: 'Node 22',
      target: { failure: { class: 'transient', code: 'cloneFailed' } },
      attempts: [
        { stage: 'dryRun', attempt: 1, failure: { code: 'cloneFailed' } },
      ],
    });
    expect(groups).toEqual([
      { class: 'permanent', code: 'gateFailed', total: 3 },
      { class: 'transient', code: 'cloneFailed', total: 1 },
    ]);
  });

  it('come in pages that neither lose nor repeat one', async () => {
    await twoRuns();
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await list({}, { cursor, limit: 1 });
      expect(page.totalItems).toBe(4);
      seen.push(...titles(page.items));
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen.sort()).toEqual(['lonely', 'm-0001', 'm-0002', 'm-0003']);
  });

  it('can be asked for by failure, run and owner', async () => {
    const [first] = await twoRuns();
    const of = async (filter: Partial<DeadLetterFilter>) =>
      titles((await list(filter)).items);
    expect(await of({ class: ['transient'] })).toEqual(['lonely']);
    expect(await of({ code: ['gateFailed'] })).toHaveLength(3);
    expect(await of({ run: [first] })).toHaveLength(3);
    expect(await of({ owner: ['group:default/lonely'] })).toEqual(['lonely']);
    expect(
      await of({ class: ['permanent', 'transient'], code: ['nothing'] }),
    ).toEqual([]);
  });

  it('leave out runs that the caller may not see', async () => {
    const [, second] = await twoRuns();
    const { items, totalItems } = await list({
      visible: query =>
        applyRunFilter(query, {
          field: 'targetOwner',
          values: ['group:default/lonely'],
        }),
    });
    expect(totalItems).toBe(1);
    expect(items[0].target.runId).toBe(second);
  });

  it('are no more when they are tried again', async () => {
    const [, second] = await twoRuns();
    await harness.runs.commandTargets(
      second,
      ['component.default.lonely'],
      () => ({ type: 'retry', by: ANA.actor.ref }),
      ANA,
    );
    expect((await list()).totalItems).toBe(3);
  });
});

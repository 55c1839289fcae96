import { NotAllowedError, NotFoundError } from '@backstage/errors';
import { testDatabases } from '../testing';
import { CalendarFeeds, type FeedScope } from './CalendarFeeds';
import { TrainHarness } from './testing/TrainHarness';

const databases = testDatabases();
const ANA = 'user:default/ana';
const OWNER = 'group:default/commerce';

describe.each(databases.supported)('CalendarFeeds on %s', kind => {
  let trains: TrainHarness;
  let feeds: CalendarFeeds;
  let ofCommerce: string;
  let ofLogistics: string;

  beforeAll(async () => {
    trains = new TrainHarness(await databases.init(kind));
    feeds = new CalendarFeeds({
      ...{ database: trains.database, clock: trains.clock },
      portalUrl: 'https://portal.example.com',
    });
    ofCommerce = await trains.create({ owner: OWNER });
    ofLogistics = await trains.create({ owner: 'group:default/logistics' });
  });

  /** Ids of the trains that a feed has dates of. */
  async function shown(
    scope: FeedScope,
    maker: Partial<Parameters<CalendarFeeds['create']>[1]> = {},
  ): Promise<string[]> {
    const { token } = await feeds.create(scope, {
      ...{ ref: ANA, ownershipRefs: [ANA], reads: 'all' },
      ...maker,
    });
    const text = (await feeds.render(token))!.replaceAll(/\r\n /g, '');
    return [ofCommerce, ofLogistics].filter(id => text.includes(id));
  }

  it.each<[string, () => FeedScope, string[], () => string[]]>([
    ['one train', () => ({ trainId: ofLogistics }), [], () => [ofLogistics]],
    [
      'all trains of a product',
      () => ({ entityRef: 'component:default/payments' }),
      [],
      () => [ofCommerce, ofLogistics],
    ],
    [
      'nothing of another product',
      () => ({ entityRef: 'x:y/z' }),
      [],
      () => [],
    ],
    ['all that one owns', () => ({}), [OWNER], () => [ofCommerce]],
    [
      'all that one has planned',
      () => ({}),
      [ANA],
      () => [ofCommerce, ofLogistics],
    ],
  ])('have the dates of %s', async (_, scope, ownershipRefs, expected) => {
    expect(await shown(scope(), { ownershipRefs })).toEqual(expected());
  });

  it('show of a product no more than their maker may see', async () => {
    const scope = { entityRef: 'component:default/payments' };
    const reads = { field: 'owner' as const, values: [OWNER] };
    expect(await shown(scope, { reads })).toEqual([ofCommerce]);
    expect(await shown({}, { reads })).toEqual([ofCommerce]);
    await expect(shown(scope, { reads: 'none' })).rejects.toThrow(
      NotAllowedError,
    );
  });

  it('show nothing where it is not known what their maker might see', async () => {
    const { id, token } = await feeds.create(
      {},
      { ref: ANA, ownershipRefs: [ANA], reads: 'all' },
    );
    await trains
      .database('calendar_feeds')
      .where({ id })
      .update({ reads: null });
    expect(await feeds.render(token)).not.toContain('VEVENT');
  });

  it('are listed for their maker without the secret, and taken back by nobody else', async () => {
    const ben = {
      ref: 'user:default/ben',
      ownershipRefs: [],
      reads: 'all' as const,
    };
    const { id, token } = await feeds.create({ trainId: ofCommerce }, ben);
    const [listed] = await feeds.list(ben.ref);
    expect(listed).toEqual({
      id,
      createdAt: trains.clock.now().toISOString(),
      trainId: ofCommerce,
    });
    await expect(feeds.delete(id, ANA)).rejects.toThrow(NotFoundError);
    await feeds.delete(id, ben.ref);
    expect(await feeds.render(token)).toBeUndefined();
    expect(await feeds.list(ben.ref)).toEqual([]);
  });
});

import { calendarEntries, calendarUntil } from './calendarEntries';
import { contractDates, describeContractDate } from './contractDates';
import { planTrain } from './planTrain';
import {
  factsOf,
  LAX_STRICTNESS,
  productOf,
  trainManifest,
} from './testing/MemoryTrain';

const API = 'api:default/shop';

const breaking = {
  announce: '2030-03-01',
  deprecate: '2030-04-01',
  graceUntil: '2030-05-01',
  remove: '2030-06-01',
  guide: 'https://example.com/guide',
};
const manifest = trainManifest({
  timezone: 'Europe/Berlin',
  products: [
    {
      ...productOf('shop'),
      contracts: {
        offers: [
          { api: API, version: '2.0.0', compatibility: 'breaking', breaking },
          { api: 'api:default/other', version: '1.1.0' },
        ],
      },
    },
    {
      ...productOf('web'),
      contracts: { needs: [{ api: API, range: '^2.0.0' }] },
    },
  ],
  dependencies: [],
});
const planned = (consumers = factsOf(manifest).consumers) =>
  planTrain(
    manifest,
    { ...factsOf(manifest), consumers },
    { revision: 1, strictness: LAX_STRICTNESS },
  );

describe('contractDates', () => {
  it('has the four dates of a breaking change, as the day begins in the zone of the train', () => {
    const dates = contractDates(manifest.spec);
    expect(dates.map(({ step, at }) => [step, at])).toEqual([
      ['announce', '2030-02-28T23:00:00.000Z'],
      ['deprecate', '2030-03-31T22:00:00.000Z'],
      ['graceUntil', '2030-04-30T22:00:00.000Z'],
      ['remove', '2030-05-31T22:00:00.000Z'],
    ]);
    expect(describeContractDate(dates[3])).toBe(
      'api:default/shop 2.0.0: older versions removed',
    );
  });

  it('has none of products that have missed the train', () => {
    expect(contractDates(manifest.spec, ['web'])).toEqual([]);
    expect(contractDates(manifest.spec, ['shop'])).toHaveLength(4);
  });

  it('stands in the calendar until the last of them', () => {
    const train = {
      ...{ id: 't', title: 'Train', phase: 'closed' as const },
      ...{ manifest, plan: planned(), waves: [] },
      passengers: [{ id: 'shop', standing: 'aboard' as const }],
      finishedAt: '2030-03-27T00:00:00.000Z',
    };
    expect(
      calendarEntries(
        [train as unknown as Parameters<typeof calendarEntries>[0][number]],
        {
          from: '2030-05-01T00:00:00.000Z',
          to: '2030-07-01T00:00:00.000Z',
        },
      ),
    ).toMatchObject([
      {
        kind: 'contract',
        title: 'api:default/shop 2.0.0: older versions removed',
        from: '2030-05-31T22:00:00.000Z',
        train: 't',
      },
    ]);
    expect(calendarUntil(train)).toBe('2030-05-31T22:00:00.000Z');
  });
});

describe('the consumers that a plan knows', () => {
  it('are there whether they are ready or not', () => {
    expect(
      planned([
        {
          entityRef: 'component:default/old',
          owner: 'group:default/old',
          needs: [{ api: API }],
        },
      ]).consumers,
    ).toEqual([
      {
        api: API,
        provider: 'component:default/shop',
        offered: '2.0.0',
        consumer: 'component:default/web',
        needed: '^2.0.0',
      },
      {
        api: API,
        provider: 'component:default/shop',
        offered: '2.0.0',
        consumer: 'component:default/old',
        owner: 'group:default/old',
      },
    ]);
  });
});

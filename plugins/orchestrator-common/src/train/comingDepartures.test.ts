import { comingDepartures } from './comingDepartures';
import { MemoryTrain, trainManifest } from './testing/MemoryTrain';

const manifest = trainManifest({
  departure: undefined,
  schedule: {
    rrule: 'FREQ=MONTHLY;BYDAY=-1TU;BYHOUR=10;BYMINUTE=0;BYSECOND=0',
  },
});
const planned = (departure: string, id: string) => {
  const { train } = new MemoryTrain(trainManifest());
  return { ...train, id, manifest, plan: { ...train.plan, departure } };
};
const march = planned('2030-03-26T09:00:00.000Z', 'march');
const april = planned('2030-04-30T08:00:00.000Z', 'april');

describe('departures of a schedule that no train is planned for', () => {
  it.each([
    ['as they were made', [march, april]],
    ['the newest first', [april, march]],
  ])('stand under the last train, with trains given %s', (_, trains) => {
    expect(
      comingDepartures(
        trains,
        { from: '2030-03-01T00:00:00Z', to: '2030-06-01T00:00:00Z' },
        '2030-03-01T00:00:00.000Z',
      ),
    ).toEqual([
      {
        kind: 'comingDeparture',
        title: 'spring',
        from: '2030-05-28T08:00:00.000Z',
        train: 'april',
        trainTitle: 'spring',
      },
    ]);
  });
});

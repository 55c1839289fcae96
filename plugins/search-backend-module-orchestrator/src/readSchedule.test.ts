import { ConfigReader } from '@backstage/config';
import { readSchedule } from './readSchedule';

const read = (schedule?: object) =>
  readSchedule(
    new ConfigReader({
      search: { collators: { orchestrator: { schedule: schedule as never } } },
    }),
  );

describe('readSchedule', () => {
  it('is every ten minutes where nothing is said', () => {
    expect(read()).toMatchObject({ frequency: { minutes: 10 } });
    expect(readSchedule(new ConfigReader({}))).toEqual(read());
  });

  it('takes what the configuration says', () => {
    expect(read({ frequency: 'PT1M', timeout: { minutes: 5 } })).toMatchObject({
      frequency: { minutes: 1 },
      timeout: { minutes: 5 },
    });
  });

  it('says where a schedule is wrong, and how', () => {
    expect(() => read({ frequency: 'often' })).toThrow(
      /^search\.collators\.orchestrator\.schedule: found {"frequency":"often"}; accepted is/,
    );
  });
});

import { TestClock } from '../testing/TestClock';
import { RequestRates } from './RequestRates';

describe('RequestRates', () => {
  it('refuses what is over the limit in any minute, and says when it may be sent', () => {
    const clock = new TestClock();
    const refused = jest.fn();
    const rates = new RequestRates({
      requestsPerMinute: 2,
      clock,
      onRefused: refused,
    });
    rates.take('user:default/ana');
    clock.advance(40_000);
    rates.take('user:default/ana');
    expect(() => rates.take('user:default/ana')).toThrow(
      'user:default/ana: found more than 2 requests within a minute, accepted are 2 (orchestrator.limits.requestsPerMinute); the next one in 20 s',
    );
    expect(refused).toHaveBeenCalledTimes(1);
    clock.advance(20_000);
    rates.take('user:default/ana');
    expect(() => rates.take('user:default/ana')).toThrow();
  });

  it('counts each caller by itself', () => {
    const rates = new RequestRates({
      requestsPerMinute: 1,
      clock: new TestClock(),
    });
    rates.take('user:default/ana');
    rates.take('user:default/ben');
    expect(() => rates.take('user:default/ana')).toThrow();
  });

  it('takes everything where there is no limit', () => {
    const rates = new RequestRates({
      requestsPerMinute: 0,
      clock: new TestClock(),
    });
    expect(() => {
      for (let sent = 0; sent < 1000; sent += 1) {
        rates.take('user:default/ana');
      }
    }).not.toThrow();
  });
});

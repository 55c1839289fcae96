import fc from 'fast-check';
import { formatInstant } from './instant';
import { nextTurn, type CountedLimit } from './nextTurn';
import { admit } from './rateLimits';

const START = Date.parse('2030-01-01T00:00:00Z');
const at = (seconds: number) => formatInstant(START + seconds * 1000);
const counted = (
  max: number,
  per: string,
  ...seconds: number[]
): CountedLimit => ({
  limit: { scope: 'host', max, per },
  taken: seconds.map(at),
});

describe('nextTurn', () => {
  it.each<[string, CountedLimit[], number, number, number]>([
    ['is now without limits', [], 7, 1, 7],
    ['is now where there is room', [counted(2, '60s', 0)], 10, 1, 10],
    ['waits for the oldest to leave', [counted(2, '60s', 0, 5)], 10, 1, 60],
    ['waits until several have left', [counted(2, '60s', 0, 5)], 10, 2, 65],
    ['queues behind turns', [counted(1, '60s', 0, 60, 120)], 10, 1, 180],
    ['fills a gap between turns', [counted(1, '60s', 0, 200)], 10, 1, 60],
    [
      'takes no place that a later turn needs',
      [counted(1, '60s', 0, 100)],
      10,
      1,
      160,
    ],
    [
      'has the tightest limit bind',
      [counted(5, '60s', 0, 1), counted(2, '1h', 0, 1)],
      10,
      1,
      3600,
    ],
  ])('%s', (_, limits, from, requests, expected) => {
    expect(nextTurn(limits, at(from), requests).at).toBe(at(expected));
  });

  it('names the limit that makes one wait, and none where nothing does', () => {
    expect(
      nextTurn([counted(5, '60s', 0), counted(1, '1h', 0)], at(1)).limit,
    ).toBe('1 per 1h (host)');
    expect(nextTurn([counted(5, '60s', 0)], at(1)).limit).toBeUndefined();
  });

  it.each([
    [0, 1],
    [1, 2],
    [1.5, 1],
    [3, 0],
  ])('refuses a limit of %d for %d requests', (max, requests) => {
    expect(() => nextTurn([counted(max, '60s')], at(0), requests)).toThrow(
      'limits[0].max',
    );
  });

  const seconds = fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 30 });

  it('says of one request what admit says, where nobody has a turn ahead', () => {
    fc.assert(
      fc.property(seconds, fc.integer({ min: 1, max: 5 }), (sent, max) => {
        const limit = { scope: 'host' as const, max, per: '60s' };
        const taken = sent.map(at);
        const admission = admit([limit], taken, at(300));
        expect(nextTurn([{ limit, taken }], at(300)).at).toBe(
          admission.admitted ? at(300) : admission.notBefore,
        );
      }),
    );
  });

  it('never makes a sliding window hold more than it may', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            from: fc.integer({ min: 0, max: 300 }),
            requests: fc.integer({ min: 1, max: 3 }),
          }),
          { maxLength: 40 },
        ),
        fc.integer({ min: 3, max: 6 }),
        (asks, max) => {
          const taken: string[] = [];
          for (const { from, requests } of asks) {
            const turn = nextTurn(
              [
                { limit: { scope: 'host', max, per: '60s' }, taken },
                { limit: { scope: 'global', max: 3 * max, per: '5m' }, taken },
              ],
              at(from),
              requests,
            );
            expect(turn.at >= at(from)).toBe(true);
            taken.push(...new Array<string>(requests).fill(turn.at));
          }
          const sent = taken.map(time => Date.parse(time));
          for (const [most, perMs] of [
            [max, 60_000],
            [3 * max, 300_000],
          ]) {
            for (const end of sent) {
              expect(
                sent.filter(time => end - perMs < time && time <= end).length,
              ).toBeLessThanOrEqual(most);
            }
          }
        },
      ),
    );
  });
});

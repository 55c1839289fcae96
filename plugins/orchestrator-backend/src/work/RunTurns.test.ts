import fc from 'fast-check';
import { RunTurns, type Head } from './RunTurns';

function head(runId: string, rest: Partial<Head> = {}): Head {
  return {
    lane: 'git',
    priority: 0,
    runId,
    runAt: '2030-01-01T00:00:00.000Z',
    ...rest,
  };
}

/** Takes as many as were offered, from runs that never run dry. */
function take(turns: RunTurns, heads: Head[], max: number): string[] {
  const taken = turns
    .share(heads, max)
    .flatMap(({ runId, quota }) => Array<string>(quota).fill(runId));
  turns.served(taken);
  return taken;
}

describe('RunTurns', () => {
  it('goes round', () => {
    const turns = new RunTurns();
    const heads = ['a', 'b', 'c'].map(run => head(run));
    const order = Array.from({ length: 6 }, () => take(turns, heads, 1)[0]);
    expect(order).toEqual(['a', 'b', 'c', 'a', 'b', 'c']);
  });

  it('begins with the run that has waited longest', () => {
    const heads = [
      head('a', { runAt: '2030-01-01T00:00:02.000Z' }),
      head('b', { runAt: '2030-01-01T00:00:01.000Z' }),
    ];
    expect(take(new RunTurns(), heads, 1)).toEqual(['b']);
  });

  it('shares only among the runs of the highest priority', () => {
    const heads = [
      head('a'),
      head('b', { priority: 5 }),
      head('a', { priority: 5 }),
    ];
    const shares = new RunTurns().share(heads, 4);
    expect(shares.map(({ priority, quota }) => [priority, quota])).toEqual([
      [5, 2],
      [5, 2],
    ]);
  });

  it('gives a run one share, in however many lanes it waits', () => {
    const heads = [
      head('a', { lane: 'git' }),
      head('a', { lane: 'host' }),
      head('b', { lane: 'git' }),
    ];
    const shares = new RunTurns().share(heads, 4);
    expect(
      shares.map(({ runId, lane, quota }) => [runId, lane, quota]),
    ).toEqual([
      ['a', 'git', 1],
      ['a', 'host', 1],
      ['b', 'git', 2],
    ]);
  });

  it('gives no credit for absence: whoever comes back takes turns like all others', () => {
    const turns = new RunTurns();
    const both = [head('a'), head('b')];
    take(turns, both, 2);
    take(turns, [head('a')], 100);
    const next = take(turns, both, 10);
    expect(next.filter(run => run === 'b').length).toBeLessThanOrEqual(6);
  });

  it('asks nobody for anything when nobody waits', () => {
    expect(new RunTurns().share([], 5)).toEqual([]);
  });

  it('keeps runs that always wait within one item of each other', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }),
        fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 30 }),
        (runs, claims) => {
          const turns = new RunTurns();
          const heads = Array.from({ length: runs }, (_, n) =>
            head(`run-${n}`),
          );
          const counts = new Map(heads.map(({ runId }) => [runId, 0]));
          for (const max of claims) {
            const taken = take(turns, heads, max);
            expect(taken).toHaveLength(max);
            for (const runId of taken) {
              counts.set(runId, (counts.get(runId) ?? 0) + 1);
            }
            const all = [...counts.values()];
            expect(Math.max(...all) - Math.min(...all)).toBeLessThanOrEqual(1);
          }
        },
      ),
    );
  });
});

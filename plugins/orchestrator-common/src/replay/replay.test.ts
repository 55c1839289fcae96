import fc from 'fast-check';
import { gateStream, productStream, runStream, targetStream } from '../events';
import {
  MemorySweep,
  modules,
  sweepManifest,
} from '../sweep/testing/MemorySweep';
import { FACTS, success } from '../sweep/testing/outcomes';
import { MemoryTrain, trainManifest } from '../train/testing/MemoryTrain';
import { Replay, sweepFold, trainFold, type Fold, type ReplayEvent } from '.';

const ALL = () => true;
const UNKNOWN: ReplayEvent = {
  stream: 'run/run-1',
  version: 99,
  runId: 'run-1',
  type: 'run.teleported',
  data: {},
  occurredAt: '2030-01-01T00:00:00.000Z',
};

/** The state after the first events, with nothing kept on the way. */
function plainFold<TState>(
  fold: Fold<TState, ReplayEvent>,
  events: ReplayEvent[],
  count: number,
): TState {
  const state = fold.begin();
  events.slice(0, count).forEach(event => fold.apply(state, event));
  return state;
}

/** A sweep up to the end of its dry run, started, and on as far as the first changes. */
function sweepEvents(count: number): ReplayEvent[] {
  const sweep = new MemorySweep(
    sweepManifest({ canary: false, maxParallel: 50 }),
    modules(count),
  );
  const work = () => {
    for (const { id } of sweep.inFlight) {
      const target = sweep.targets.get(id)!;
      sweep.target(id, {
        type: 'complete',
        workId: target.workId!,
        facts: FACTS,
        outcome: success(target),
      });
    }
  };
  while (sweep.inFlight.length > 0) {
    work();
  }
  sweep.start();
  work();
  const versions = new Map<string, number>();
  return sweep.log.map(({ stream, event, at }) => {
    const version = (versions.get(stream) ?? 0) + 1;
    versions.set(stream, version);
    const own = stream === 'run';
    return {
      ...event,
      version,
      stream: own ? runStream('run-1') : targetStream('run-1', stream),
      ...(!own && { targetId: stream }),
      runId: 'run-1',
      occurredAt: at,
    };
  });
}

/** A sweep whose code host reports something about its changes again and again, up to so many events. */
function longSweep(count: number): ReplayEvent[] {
  const events = sweepEvents(200);
  const opened = events.filter(({ type }) => type === 'change.opened');
  const observed = Array.from(
    { length: count - events.length },
    (_, index): ReplayEvent => {
      const of = opened[index % opened.length];
      const round = Math.floor(index / opened.length) + 1;
      return {
        ...of,
        version: of.version + round,
        type: 'change.observed',
        data: { checks: round % 2 === 0 ? 'passed' : 'pending' },
      };
    },
  );
  return [...events, ...observed];
}

/** A train whose calendar goes by, revised on the way. */
function trainEvents(): ReplayEvent[] {
  const train = new MemoryTrain(trainManifest({ depart: 'manual' }));
  train.revise(trainManifest({ depart: 'automatic' }));
  for (let steps = 0; steps < 40 && train.wake(); steps += 1) {
    train.finishAll();
  }
  const versions = new Map<string, number>();
  return train.log.map(({ stream, event, at }) => {
    const version = (versions.get(stream) ?? 0) + 1;
    versions.set(stream, version);
    const [kind, id] = stream.split('/');
    const name = {
      train: runStream('train-1'),
      product: productStream('train-1', id),
      gate: gateStream('train-1', id),
    }[kind]!;
    return {
      ...event,
      version,
      stream: name,
      runId: 'train-1',
      occurredAt: at,
    };
  });
}

const moves = fc.record({
  spacing: fc.integer({ min: 1, max: 20 }),
  // Also before the first event, and after the last one.
  counts: fc.array(fc.integer({ min: -5, max: 250 }), { maxLength: 30 }),
});

describe('Replay', () => {
  it.each([
    ['sweep', sweepFold(ALL) as Fold<unknown, ReplayEvent>, sweepEvents(30)],
    ['train', trainFold(ALL) as Fold<unknown, ReplayEvent>, trainEvents()],
  ])(
    'shows any moment of a %s as a fold from the start does',
    (_, fold, events) => {
      expect(events.length).toBeGreaterThan(15);
      fc.assert(
        fc.property(moves, ({ spacing, counts }) => {
          const replay = new Replay(fold, events, spacing);
          const shown = counts.map(count => replay.at(count));
          // Compared at the end: what was shown must not change by what is asked later.
          counts.forEach((count, index) =>
            expect(shown[index]).toEqual(
              plainFold(fold, events, Math.max(0, count)),
            ),
          );
        }),
        { numRuns: 60 },
      );
    },
  );

  it('folds less than its spacing for a jump, and one event for a step, in a run of 10,000 events', () => {
    const events = longSweep(10_000);
    expect(events).toHaveLength(10_000);
    const replay = new Replay(sweepFold(ALL), events);
    const costOf = (count: number) => {
      const before = replay.folded;
      replay.at(count);
      return replay.folded - before;
    };
    expect(costOf(10_000)).toBe(10_000);
    expect(costOf(9_999)).toBe(249);
    expect(costOf(1)).toBe(1);
    expect(costOf(5_000)).toBe(0);
    expect(costOf(5_123)).toBe(123);
    expect(costOf(5_124)).toBe(1);
    expect(costOf(5_123)).toBe(123);
    const dragged = Array.from({ length: 500 }, (_, index) =>
      costOf((index * 7919) % 10_000),
    );
    expect(Math.max(...dragged)).toBeLessThan(250);
  });

  it.each([
    ['sweep', sweepFold, sweepEvents(3)],
    ['train', trainFold, trainEvents()],
  ] as const)('counts what it does not know of a %s', (_, foldOf, events) => {
    const knows = (type: string) => type !== UNKNOWN.type;
    const fold = foldOf(knows) as Fold<{ unread: number }, ReplayEvent>;
    const replay = new Replay(fold, [...events, UNKNOWN]);
    expect(replay.at(events.length + 1)).toEqual({
      ...replay.at(events.length),
      unread: 1,
    });
  });
});

import fc from 'fast-check';
import type { RunState } from '../model';
import { expectedTurn, type TurnFacts } from './expectedTurn';

const NOW = '2026-03-01T12:00:00.000Z';
const LATER = '2026-03-01T12:10:00.000Z';
const ready = (ahead: number) =>
  ({ state: 'ready', ahead, lane: 'git' } as const);

const facts = (changed: Partial<TurnFacts> = {}): TurnFacts => ({
  now: NOW,
  run: { status: 'running', batches: [], currentBatch: 0 },
  target: { status: 'applyQueued' },
  place: ready(3),
  startsPerMinute: 2,
  ...changed,
});

const closedWindow = { reason: 'Weekend', opensAt: LATER, since: NOW };
const batches = ['canary', 'batch 1', 'batch 2'].map((name, index) => ({
  index,
  name,
})) as RunState['batches'];

describe('when a target expects its turn', () => {
  it.each<[string, Partial<TurnFacts>, ReturnType<typeof expectedTurn>]>([
    [
      'is reckoned from what is ahead and how fast work was taken lately',
      {},
      {
        waitsFor: 'slot',
        ahead: 3,
        at: '2026-03-01T12:02:00.000Z',
        estimated: true,
      },
    ],
    [
      'is not said where nothing was taken lately',
      { startsPerMinute: 0 },
      { waitsFor: 'slot', ahead: 3 },
    ],
    [
      'is the turn that its code host has given it',
      { host: { at: LATER, limit: '80 per 1m (host)' } },
      { waitsFor: 'limit', at: LATER, limit: '80 per 1m (host)' },
    ],
    [
      'is the worker where its turn at the code host has come',
      { host: { at: NOW, limit: '80 per 1m (host)' }, startsPerMinute: 0 },
      { waitsFor: 'slot', ahead: 3 },
    ],
    [
      'is the opening of the window for what it writes',
      { run: { ...facts().run, closedWindow } },
      { waitsFor: 'window', at: LATER },
    ],
    [
      'is kept by no window for a rollback',
      {
        run: { ...facts().run, closedWindow },
        target: { status: 'rollbackQueued' },
        startsPerMinute: 0,
      },
      { waitsFor: 'slot', ahead: 3 },
    ],
    [
      'is nobody’s to tell while the run is paused',
      { run: { ...facts().run, status: 'paused' } },
      { waitsFor: 'resume' },
    ],
    [
      'is its next try after a failure',
      { target: { status: 'applyQueued', retryAt: LATER } },
      { waitsFor: 'retry', at: LATER },
    ],
    [
      'is when its work comes again',
      { place: { state: 'later', at: LATER } },
      { waitsFor: 'retry', at: LATER },
    ],
    [
      'is now while it is worked on',
      { place: { state: 'running' } },
      undefined,
    ],
    ['is not known where nobody looked', { place: undefined }, undefined],
    [
      'comes with its batch',
      {
        run: { status: 'running', batches, currentBatch: 0 },
        target: { status: 'ready', batch: 2 },
        place: undefined,
      },
      { waitsFor: 'batch', batch: 'batch 2', after: 'batch 1' },
    ],
    [
      'is not said for the rest of a batch that has begun',
      {
        run: { status: 'running', batches, currentBatch: 1 },
        target: { status: 'ready', batch: 1 },
      },
      undefined,
    ],
    [
      'is the opening of the window for the rest of a batch, too',
      {
        run: { status: 'running', batches, currentBatch: 1, closedWindow },
        target: { status: 'ready', batch: 1 },
      },
      { waitsFor: 'window', at: LATER },
    ],
    [
      'is none for a review',
      { target: { status: 'open' }, place: undefined },
      undefined,
    ],
  ])('%s', (_name, changed, turn) => {
    expect(expectedTurn(facts(changed))).toEqual(turn);
  });

  it('is later the more is ahead, and sooner the faster work is taken', () => {
    const at = (ahead: number, startsPerMinute: number) =>
      Date.parse(
        expectedTurn(facts({ place: ready(ahead), startsPerMinute }))?.at ?? '',
      );
    fc.assert(
      fc.property(
        fc.nat(10_000),
        fc.nat(10_000),
        fc.integer({ min: 1, max: 2_000 }),
        fc.integer({ min: 1, max: 2_000 }),
        (ahead, more, rate, faster) => {
          expect(at(ahead, rate)).toBeGreaterThan(Date.parse(NOW));
          expect(at(ahead + more, rate)).toBeGreaterThanOrEqual(
            at(ahead, rate),
          );
          expect(at(ahead, rate + faster)).toBeLessThanOrEqual(at(ahead, rate));
        },
      ),
    );
  });
});

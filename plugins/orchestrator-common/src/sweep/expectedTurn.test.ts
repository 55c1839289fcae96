import fc from 'fast-check';
import type { RunState } from '../model';
import type { RunTurns } from '../forecast/types';
import { expectedTurn } from './expectedTurn';
import type { TurnFacts } from './turnFacts';
import { isForetold } from './turnToBegin';

const NOW = '2026-03-01T12:00:00.000Z';
const LATER = '2026-03-01T12:10:00.000Z';
const ready = (ahead: number) =>
  ({ state: 'ready', ahead, lane: 'git' } as const);

const facts = (changed: Partial<TurnFacts> = {}): TurnFacts => ({
  now: NOW,
  run: { status: 'running', batches: [], currentBatch: 0, approvals: [] },
  target: { status: 'applyQueued' },
  place: ready(3),
  startsPerMinute: 2,
  ...changed,
});

const closedWindow = { reason: 'Weekend', opensAt: LATER, since: NOW };
const batches = ['canary', 'batch 1', 'batch 2'].map((name, index) => ({
  index,
  name,
  size: 8,
  approval: false,
  soakMs: 0,
}));
/** A run in the middle of its rollout. */
const inBatch = (
  currentBatch: number,
  changed: Partial<TurnFacts['run']> = {},
): TurnFacts['run'] => ({
  status: 'running',
  batches,
  currentBatch,
  approvals: [],
  ...changed,
});
const waiting = (batch?: number, position = 0): TurnFacts['target'] => ({
  status: 'ready',
  batch,
  position,
});
const minute = (n: number) =>
  new Date(Date.parse(NOW) + n * 60_000).toISOString();
const foretold = (changed: Partial<RunTurns> = {}): RunTurns => ({
  dryRuns: { left: 4, at: [0, 1, 2, 3].map(minute) },
  batches: [
    { name: 'batch 1', left: 4, at: [0, 1, 2, 3].map(minute) },
    {
      name: 'batch 2',
      left: 8,
      at: [30, 31, 32, 33, 34, 35, 36, 37].map(minute),
    },
  ],
  approvalsKnown: true,
  ...changed,
});

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
      'is none for a review',
      { target: { status: 'open' }, place: undefined },
      undefined,
    ],
    [
      'is none for what is done',
      { target: { status: 'failed' }, place: undefined },
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

describe('when a target expects its dry run', () => {
  it.each<[string, Partial<TurnFacts>, ReturnType<typeof expectedTurn>]>([
    [
      'is up to somebody who starts it',
      { run: { ...facts().run, status: 'planned' } },
      { waitsFor: 'dryRun' },
    ],
    [
      'is told by the forecast, after those that come before',
      { dryRunsBefore: 2, foretold: foretold() },
      { waitsFor: 'place', ahead: 2, at: minute(2), estimated: true },
    ],
    [
      'is told before the start of the rollout, too',
      {
        run: { ...facts().run, status: 'readyToStart' },
        dryRunsBefore: 0,
        foretold: foretold(),
      },
      { waitsFor: 'place', ahead: 0, at: NOW, estimated: true },
    ],
    [
      'is not told where no forecast is at hand',
      { dryRunsBefore: 2 },
      { waitsFor: 'place', ahead: 2 },
    ],
    [
      'is not told where nobody has counted what comes before',
      { foretold: foretold() },
      { waitsFor: 'place' },
    ],
    [
      'is not told for one that comes late into the rollout',
      { run: inBatch(0), dryRunsBefore: 2, foretold: foretold() },
      { waitsFor: 'place' },
    ],
    [
      'is nobody’s to tell while the run is paused',
      { run: { ...facts().run, status: 'paused' } },
      { waitsFor: 'resume' },
    ],
    [
      'is never in a run that was cancelled',
      { run: { ...facts().run, status: 'cancelled' } },
      undefined,
    ],
  ])('%s', (_name, changed, turn) => {
    expect(
      expectedTurn(
        facts({
          run: { ...facts().run, status: 'dryRunning' },
          target: { status: 'pending' },
          ...changed,
        }),
      ),
    ).toEqual(turn);
  });
});

describe('when a target expects its change', () => {
  const approval = batches.map(batch => ({ ...batch, approval: true }));
  const decided = (state: 'approved' | 'open') =>
    [{ batch: 0, state }] as RunState['approvals'];
  const batch2 = { waitsFor: 'batch', batch: 'batch 2', after: 'batch 1' };

  it.each<[string, Partial<TurnFacts>, object | undefined]>([
    [
      'is up to somebody who starts the rollout',
      {
        run: { ...facts().run, status: 'readyToStart' },
        target: waiting(),
      },
      { waitsFor: 'start' },
    ],
    ['comes with its batch', { target: waiting(2) }, batch2],
    [
      'is the start of its batch for the first of it',
      { target: waiting(2), foretold: foretold() },
      { ...batch2, at: minute(30), estimated: true },
    ],
    [
      'is later for those that come later in the batch',
      { target: waiting(2, 7), foretold: foretold() },
      { ...batch2, at: minute(37), estimated: true },
    ],
    [
      'is reckoned over what is left of a batch, of which some was left out',
      {
        target: waiting(2, 4),
        foretold: foretold({
          batches: [{ name: 'batch 2', left: 2, at: [30, 40].map(minute) }],
        }),
      },
      { ...batch2, at: minute(40), estimated: true },
    ],
    [
      'has no batch before it in the first one',
      { run: inBatch(-1, { currentBatch: undefined }), target: waiting(0) },
      { waitsFor: 'batch', batch: 'canary' },
    ],
    [
      'is at hand where the forecast is older than now',
      {
        target: waiting(2),
        foretold: foretold({
          batches: [{ name: 'batch 2', left: 1, at: [minute(-1)] }],
        }),
      },
      { ...batch2, at: NOW, estimated: true },
    ],
    [
      'is the start of its batch where its place in it is not known',
      {
        target: { ...waiting(2), position: undefined },
        foretold: foretold(),
      },
      { ...batch2, at: minute(30), estimated: true },
    ],
    [
      'is not told where the forecast never gets there',
      {
        target: waiting(2),
        foretold: foretold({
          batches: [{ name: 'batch 2', left: 8, at: [] }],
        }),
      },
      batch2,
    ],
    [
      'is not told where the forecast does not know the batch',
      { target: waiting(2), foretold: foretold({ batches: [] }) },
      batch2,
    ],
    [
      'is nobody’s to tell behind an approval of which no earlier run tells',
      {
        run: inBatch(0, { batches: approval, approvals: decided('open') }),
        target: waiting(2),
        foretold: foretold({ approvalsKnown: false }),
      },
      { ...batch2, approval: 'canary' },
    ],
    [
      'is nobody’s to tell behind an approval that is still to come',
      {
        run: inBatch(1, { batches: approval, approvals: decided('approved') }),
        target: waiting(2),
        foretold: foretold({ approvalsKnown: false }),
      },
      { ...batch2, approval: 'batch 1' },
    ],
    [
      'is told behind an approval where earlier runs say how long one takes',
      {
        run: inBatch(0, { batches: approval }),
        target: waiting(2),
        foretold: foretold(),
      },
      { ...batch2, at: minute(30), estimated: true },
    ],
    [
      'is told where all before it was approved',
      {
        run: inBatch(0, { batches: approval, approvals: decided('approved') }),
        target: waiting(1),
        foretold: foretold({ approvalsKnown: false }),
      },
      {
        waitsFor: 'batch',
        batch: 'batch 1',
        after: 'canary',
        at: NOW,
        estimated: true,
      },
    ],
    [
      'is behind a window of which no end is known',
      {
        run: inBatch(0, { closedWindow: { reason: 'Freeze', since: NOW } }),
        target: waiting(2),
        foretold: foretold(),
      },
      { waitsFor: 'window' },
    ],
    [
      'is told by the forecast behind a window that opens',
      {
        run: inBatch(0, { closedWindow }),
        target: waiting(2),
        foretold: foretold(),
      },
      { ...batch2, at: minute(30), estimated: true },
    ],
    [
      'is nobody’s to tell while the run is paused',
      {
        run: inBatch(0, { status: 'paused', closedWindow }),
        target: waiting(2),
        foretold: foretold(),
      },
      { waitsFor: 'resume' },
    ],
    [
      'is none in a run that is rolled back',
      {
        run: inBatch(0, {
          status: 'tracking',
          rollback: { reason: 'Broken', by: 'user:default/ana', at: NOW },
        }),
        target: waiting(2),
      },
      undefined,
    ],
    [
      'is a place for the rest of a batch that has begun',
      { run: inBatch(1), target: waiting(1, 6) },
      { waitsFor: 'place' },
    ],
    [
      'is told for the rest of a batch by what is left of it',
      { run: inBatch(1), target: waiting(1, 6), foretold: foretold() },
      { waitsFor: 'place', at: minute(2), estimated: true },
    ],
    [
      'is now for what was left behind in a batch',
      {
        run: inBatch(1),
        target: { ...waiting(1), position: undefined },
        foretold: foretold(),
      },
      { waitsFor: 'place', at: NOW, estimated: true },
    ],
    [
      'is not told for one that came late, without a batch',
      { run: inBatch(1), target: waiting(), foretold: foretold() },
      { waitsFor: 'place' },
    ],
    [
      'comes after what it depends on',
      {
        run: inBatch(1),
        target: waiting(1, 6),
        dependencyUnsettled: true,
        foretold: foretold(),
      },
      { waitsFor: 'dependency' },
    ],
    [
      'is the opening of the window for the rest of a batch',
      { run: inBatch(1, { closedWindow }), target: waiting(1) },
      { waitsFor: 'window', at: LATER },
    ],
  ])('%s', (_name, changed, turn) => {
    expect(expectedTurn(facts({ run: inBatch(0), ...changed }))).toEqual(turn);
  });
});

describe('when a target expects to be rolled back', () => {
  const rollback = { reason: 'Broken', by: 'user:default/ana', at: NOW };
  it.each<[string, Partial<TurnFacts['run']>, object | undefined]>([
    [
      'is when there is a place',
      { status: 'rollingBack' },
      { waitsFor: 'place' },
    ],
    [
      'is nobody’s to tell while that is paused',
      { status: 'paused', returnTo: 'rollingBack' },
      { waitsFor: 'resume' },
    ],
    [
      'is never in a run that was paused before',
      { status: 'paused' },
      undefined,
    ],
    ['is never once that is done', { status: 'tracking' }, undefined],
  ])('%s', (_name, changed, turn) => {
    expect(
      expectedTurn(
        facts({
          run: inBatch(1, { rollback, ...changed }),
          target: { status: 'merged' },
        }),
      ),
    ).toEqual(turn);
  });
});

describe('a forecast of the run', () => {
  it.each<[boolean, Partial<TurnFacts['run']>, TurnFacts['target']]>([
    [true, { status: 'dryRunning' }, { status: 'pending' }],
    [true, { status: 'readyToStart' }, { status: 'pending' }],
    [false, { status: 'planned' }, { status: 'pending' }],
    [false, {}, { status: 'pending' }],
    [true, {}, waiting(2)],
    [true, { status: 'awaitingApproval' }, waiting(2)],
    [false, { status: 'readyToStart' }, waiting()],
    [false, { status: 'paused' }, waiting(2)],
    [false, { status: 'cancelled' }, waiting(2)],
    [false, {}, { status: 'open', batch: 1 }],
  ])('says more of a turn: %s for %j and %j', (says, run, target) => {
    expect(isForetold(inBatch(0, run), target)).toBe(says);
  });
});

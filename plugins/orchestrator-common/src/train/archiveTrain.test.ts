import type { TrainState } from '../model';
import { decideTrain } from './decideTrain';
import { trainHistoryObstacle } from './archiveTrain';
import type { ActivationStanding, TrainContext } from './trainContext';

const BY = 'system:retention';
const LATER = '2030-07-01T00:00:00.000Z';

const state = (patch: Partial<TrainState> = {}) =>
  ({ phase: 'closed', communications: [], ...patch } as unknown as TrainState);

const context = (status: ActivationStanding['status'] = 'active') =>
  ({
    activations: { pilot: { shop: { status, round: 1 } } },
  } as unknown as TrainContext);

const message = (status: string) =>
  ({
    communications: [{ id: 'news', status }],
  } as unknown as Partial<TrainState>);

describe('trainHistoryObstacle', () => {
  it.each<[string, Partial<TrainState>, ActivationStanding['status'], RegExp]>([
    [
      'is under way',
      { phase: 'departing' },
      'active',
      /^The train is departing; accepted is a train that is /,
    ],
    ['activates', {}, 'activating', /^Steps are under way for shop/],
    [
      'is being taken back',
      { phase: 'cancelled' },
      'rollingBack',
      /^Steps are under way for shop/,
    ],
    ['sends', message('sending'), 'active', /^The message news is being sent/],
  ])('names what stands against a train that %s', (_, patch, status, words) => {
    expect(trainHistoryObstacle(state(patch), context(status))).toMatch(words);
  });

  it.each<[string, Partial<TrainState>]>([
    ['is closed', {}],
    ['was cancelled before anything left', { phase: 'cancelled' }],
    ['has sent what it had to say', message('sent')],
  ])('finds nothing against a train that %s', (_, patch) => {
    expect(trainHistoryObstacle(state(patch), context())).toBeUndefined();
  });
});

describe('the archive of a train', () => {
  const archive = { type: 'archive', by: BY } as const;
  const restore = { type: 'restore', by: BY } as const;

  it('takes a train once, and only where it has ended', () => {
    expect(decideTrain(state(), archive, context()).events).toEqual([
      { type: 'train.archived', data: { by: BY } },
    ]);
    expect(
      decideTrain(state({ archivedAt: LATER }), archive, context()).events,
    ).toEqual([]);
    expect(
      decideTrain(state({ phase: 'gated' }), archive, context()).rejection,
    ).toMatchObject({ code: 'conflict' });
  });

  it('gives a train back once, but not one that came from another portal', () => {
    expect(
      decideTrain(state({ archivedAt: LATER }), restore, context()).events,
    ).toEqual([{ type: 'train.restored', data: { by: BY } }]);
    expect(decideTrain(state(), restore, context()).events).toEqual([]);
    expect(
      decideTrain(state({ importedAt: LATER }), restore, context()).rejection
        ?.message,
    ).toMatch(/was imported/);
  });

  it('lets nothing be done to a train that is in it', () => {
    expect(
      decideTrain(
        state({ archivedAt: LATER }),
        { type: 'finishFollowUp', id: 'f', by: BY } as never,
        context(),
      ).rejection?.code,
    ).toBe('conflict');
  });
});

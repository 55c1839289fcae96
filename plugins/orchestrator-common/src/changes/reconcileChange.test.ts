import fc from 'fast-check';
import { ForeignBranchError } from './ForeignBranchError';
import { changeStanding, reconcileChange } from './reconcileChange';
import type { ActualChange, ChangeOperation, DesiredChange } from './types';

const wanted: DesiredChange = {
  published: true,
  draft: false,
  diffDigest: 'd1',
  title: 'Upgrade',
  body: 'To 18',
  labels: ['a', 'b'],
  base: 'main',
};
const branch = { name: 'orchestrator/r/t', ours: true, diffDigest: 'd1' };
const absent: ActualChange = { state: 'absent' };
const open: ActualChange = { state: 'open', branch };
const closedBy = (by: ActualChange['closedBy']): ActualChange => ({
  state: 'closed',
  branch,
  closedBy: by,
});
const person = closedBy({ person: 'user:default/ana' });
const us = closedBy('orchestrator');

const push = (diffDigest: string) => ({ kind: 'push', diffDigest });
const kinds = (
  previous: DesiredChange | undefined,
  desired: DesiredChange,
  actual: ActualChange,
) => reconcileChange(previous, desired, actual).map(({ kind }) => kind);

describe('reconcileChange', () => {
  it.each<
    [
      string,
      DesiredChange | undefined,
      Partial<DesiredChange>,
      ActualChange,
      object[],
    ]
  >([
    [
      'pushes and publishes a new one',
      undefined,
      {},
      absent,
      [push('d1'), { kind: 'publish', draft: false }],
    ],
    [
      'publishes a draft',
      undefined,
      { draft: true },
      absent,
      [push('d1'), { kind: 'publish', draft: true }],
    ],
    [
      'publishes what wasn’t to be published before',
      { ...wanted, published: false },
      {},
      absent,
      [push('d1'), { kind: 'publish', draft: false }],
    ],
    [
      'gives our branch its change without pushing again',
      undefined,
      {},
      { ...absent, branch },
      [{ kind: 'publish', draft: false }],
    ],
    [
      'pushes first where our branch has another diff',
      undefined,
      { diffDigest: 'd2' },
      { ...absent, branch },
      [push('d2'), { kind: 'publish', draft: false }],
    ],
    [
      'leaves alone what isn’t to be published',
      undefined,
      { published: false },
      absent,
      [],
    ],
    [
      'doesn’t close what isn’t to be published any more',
      wanted,
      { published: false },
      open,
      [],
    ],
    ['has nothing to do where nothing changed', wanted, {}, open, []],
    [
      'pushes a new diff and reads the change again',
      wanted,
      { diffDigest: 'd2' },
      open,
      [push('d2'), { kind: 'sync' }],
    ],
    [
      'doesn’t push what the branch has already',
      wanted,
      { diffDigest: 'd2' },
      { state: 'open', branch: { ...branch, diffDigest: 'd2' } },
      [],
    ],
    [
      'updates what changed',
      wanted,
      { title: 'T', body: 'B', labels: ['c'], base: 'dev' },
      open,
      [{ kind: 'update', fields: ['title', 'body', 'labels', 'base'] }],
    ],
    [
      'takes labels in another order for the same',
      wanted,
      { labels: ['b', 'a', 'b'] },
      open,
      [],
    ],
    [
      'pushes before it updates, and needs no sync then',
      wanted,
      { diffDigest: 'd2', title: 'T' },
      open,
      [push('d2'), { kind: 'update', fields: ['title'] }],
    ],
    [
      'marks a draft as ready',
      { ...wanted, draft: true },
      {},
      { ...open, state: 'draft' },
      [{ kind: 'undraft' }],
    ],
    [
      'leaves a draft that shall be one',
      { ...wanted, draft: true },
      { draft: true },
      { ...open, state: 'draft' },
      [],
    ],
    [
      'doesn’t turn a ready change into a draft',
      wanted,
      { draft: true },
      open,
      [],
    ],
    [
      'closes what shall be closed, and nothing else',
      wanted,
      { closed: true, title: 'T', diffDigest: 'd2' },
      open,
      [{ kind: 'close' }],
    ],
    [
      'closes a draft',
      wanted,
      { closed: true },
      { ...open, state: 'draft' },
      [{ kind: 'close' }],
    ],
    [
      'has nothing to close where nothing is',
      wanted,
      { closed: true },
      absent,
      [],
    ],
    [
      'has nothing to close where it is closed',
      wanted,
      { closed: true },
      us,
      [],
    ],
    [
      'never writes to a merged change',
      wanted,
      { title: 'T', diffDigest: 'd2' },
      { ...open, state: 'merged' },
      [],
    ],
    [
      'doesn’t close a merged change',
      wanted,
      { closed: true },
      { ...open, state: 'merged' },
      [],
    ],
    [
      'reopens what we closed',
      { ...wanted, closed: true },
      {},
      us,
      [{ kind: 'reopen' }],
    ],
    [
      'reopens what we wanted closed, where the host tells nobody',
      { ...wanted, closed: true },
      {},
      closedBy(undefined),
      [{ kind: 'reopen' }],
    ],
    [
      'leaves closed what a person closed',
      wanted,
      { title: 'T', diffDigest: 'd2' },
      person,
      [],
    ],
    [
      'leaves closed what a person closed, even if we wanted it closed',
      { ...wanted, closed: true },
      {},
      person,
      [],
    ],
    [
      'leaves closed what nobody knows who closed',
      wanted,
      {},
      closedBy(undefined),
      [],
    ],
    [
      'imports a change that it doesn’t know, and compares it as it is',
      undefined,
      {},
      { ...open, ...wanted, state: 'open', title: 'Old' } as ActualChange,
      [{ kind: 'import' }, { kind: 'update', fields: ['title'] }],
    ],
    [
      'imports a change that is as it shall be',
      undefined,
      {},
      { ...wanted, state: 'open', branch } as ActualChange,
      [{ kind: 'import' }],
    ],
    [
      'imports a change of which it can’t see the diff',
      undefined,
      {},
      { ...wanted, state: 'open' } as ActualChange,
      [push('d1'), { kind: 'import' }, { kind: 'sync' }],
    ],
    [
      'imports a merged change',
      undefined,
      {},
      { ...open, state: 'merged' },
      [{ kind: 'import' }],
    ],
    ['imports a declined change', undefined, {}, person, [{ kind: 'import' }]],
    [
      'imports before it closes',
      undefined,
      { closed: true },
      open,
      [{ kind: 'import' }, { kind: 'close' }],
    ],
    [
      'imports what isn’t to be published',
      undefined,
      { published: false },
      open,
      [{ kind: 'import' }],
    ],
  ])('%s', (_, previous, desired, actual, operations) => {
    expect(
      reconcileChange(previous, { ...wanted, ...desired }, actual),
    ).toEqual(operations);
  });

  it('keeps the order push, reopen, update and push, undraft, update', () => {
    const desired = { ...wanted, diffDigest: 'd2', title: 'T' };
    expect(kinds({ ...wanted, closed: true }, desired, us)).toEqual([
      'push',
      'reopen',
      'update',
    ]);
    expect(
      kinds({ ...wanted, draft: true }, desired, { ...open, state: 'draft' }),
    ).toEqual(['push', 'undraft', 'update']);
  });

  it('refuses to write to a branch that isn’t ours, and names its owner', () => {
    const foreign = {
      name: 'orchestrator/r/t',
      ours: false,
      owner: 'user:default/bob',
    };
    const write = () =>
      reconcileChange(undefined, wanted, { ...absent, branch: foreign });
    expect(write).toThrow(ForeignBranchError);
    expect(write).toThrow(
      'The branch orchestrator/r/t exists and belongs to user:default/bob.',
    );
    expect(write).toThrow(
      expect.objectContaining({
        errorClass: 'permanent',
        owner: 'user:default/bob',
        branch: 'orchestrator/r/t',
      }),
    );
    expect(() =>
      reconcileChange(wanted, wanted, {
        ...open,
        branch: { name: 'x', ours: false },
      }),
    ).toThrow(/belongs to somebody whom the code host doesn’t name/);
  });

  it('leaves a branch that isn’t ours alone where it has nothing to write', () => {
    const foreign = { ...open, branch: { name: 'x', ours: false } };
    expect(kinds(wanted, { ...wanted, closed: true }, foreign)).toEqual([]);
    expect(kinds(undefined, { ...wanted, published: false }, foreign)).toEqual(
      [],
    );
  });

  describe('for any states', () => {
    const desired = fc.record({
      published: fc.boolean(),
      draft: fc.boolean(),
      diffDigest: fc.constantFrom('d1', 'd2'),
      title: fc.constantFrom('t1', 't2'),
      body: fc.constant('b'),
      labels: fc.subarray(['x', 'y']),
      base: fc.constantFrom('main', 'dev'),
      closed: fc.boolean(),
    });
    const actual: fc.Arbitrary<ActualChange> = fc.record(
      {
        state: fc.constantFrom('absent', 'draft', 'open', 'merged', 'closed'),
        branch: fc.record(
          {
            name: fc.constant('b'),
            ours: fc.constant(true),
            diffDigest: fc.constantFrom('d0', 'd1', 'd2'),
          },
          { requiredKeys: ['name', 'ours'] },
        ),
        closedBy: fc.constantFrom<ActualChange['closedBy']>('orchestrator', {
          person: 'p',
        }),
        title: fc.constantFrom('t1', 't2'),
        labels: fc.subarray(['x', 'y']),
      },
      { requiredKeys: ['state'] },
    );
    const ORDER = [
      'push',
      'import',
      'publish',
      'close',
      'reopen',
      'undraft',
      'update',
      'sync',
    ];

    /** A code host that does as it is told. */
    const apply = (before: ActualChange, operations: ChangeOperation[]) =>
      operations.reduce<ActualChange>((now, operation) => {
        switch (operation.kind) {
          case 'push':
            return {
              ...now,
              branch: {
                name: 'b',
                ours: true,
                diffDigest: operation.diffDigest,
              },
            };
          case 'publish':
            return { ...now, state: operation.draft ? 'draft' : 'open' };
          case 'close':
            return { ...now, state: 'closed', closedBy: 'orchestrator' };
          case 'reopen':
          case 'undraft':
            return { ...now, state: 'open' };
          default:
            return now;
        }
      }, before);

    it('has nothing to do the second time', () => {
      fc.assert(
        fc.property(
          fc.option(desired, { nil: undefined }),
          desired,
          actual,
          (previous, next, found) => {
            const after = apply(found, reconcileChange(previous, next, found));
            expect(reconcileChange(next, next, after)).toEqual([]);
          },
        ),
        { numRuns: 2_000 },
      );
    });

    it('keeps the order of the operations, none of them twice', () => {
      fc.assert(
        fc.property(
          fc.option(desired, { nil: undefined }),
          desired,
          actual,
          (previous, next, found) => {
            const places = kinds(previous, next, found).map(kind =>
              ORDER.indexOf(kind),
            );
            expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
          },
        ),
      );
    });

    it('writes neither to a merged change nor to one that a person closed', () => {
      fc.assert(
        fc.property(
          fc.option(desired, { nil: undefined }),
          desired,
          actual,
          (previous, next, found) => {
            for (const state of ['merged', 'closed'] as const) {
              const operations = kinds(previous, next, {
                ...found,
                state,
                closedBy: { person: 'p' },
              });
              expect(operations.filter(kind => kind !== 'import')).toEqual([]);
            }
          },
        ),
      );
    });
  });
});

describe('changeStanding', () => {
  it.each<[ActualChange, DesiredChange | undefined, object]>([
    [absent, undefined, { standing: 'absent' }],
    [open, wanted, { standing: 'open' }],
    [{ ...open, state: 'merged' }, wanted, { standing: 'merged' }],
    [us, wanted, { standing: 'closed' }],
    [closedBy(undefined), { ...wanted, closed: true }, { standing: 'closed' }],
    [person, wanted, { standing: 'declined', by: 'user:default/ana' }],
    [closedBy(undefined), wanted, { standing: 'declined' }],
  ])('of %j after %j', (actual, previous, standing) => {
    expect(changeStanding(previous, actual)).toEqual(standing);
  });
});

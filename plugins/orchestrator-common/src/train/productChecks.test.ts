import type { TrainManifest } from '../manifest';
import { productChecks } from './productChecks';
import { MemoryTrain, productOf, trainManifest } from './testing/MemoryTrain';
import { trainInbox } from './trainInbox';

const LEA = 'user:default/lea';
const LEGAL = 'group:default/legal';
const SALES = 'group:default/sales';
const GATE = { gate: 'go', criterion: 'cleared' };

/** A shop with checks and a risk, and a vault without; one gate asks both for them. */
function manifest(
  patch: { terms?: string; kinds?: ('legal' | 'commercial' | 'risk')[] } = {},
): TrainManifest {
  return trainManifest({
    products: [
      productOf('vault'),
      productOf('shop', {
        checks: [
          {
            id: 'terms',
            kind: 'legal',
            title: patch.terms ?? 'Terms are reviewed',
            owner: LEGAL,
            due: 'D-6',
          },
          {
            id: 'price',
            kind: 'commercial',
            title: 'Prices are agreed',
            owner: SALES,
            due: 'D-2',
          },
        ],
        risks: [
          {
            id: 'terms',
            title: 'Twice the traffic',
            owner: 'user:default/ops',
            likelihood: 'high',
            impact: 'low',
            mitigation: 'More replicas',
          },
        ],
      }),
    ],
    dependencies: [],
    gates: [
      {
        id: 'go',
        title: 'Go or no-go',
        criteria: [
          {
            id: 'cleared',
            title: 'Cleared',
            checks: patch.kinds ? { kinds: patch.kinds } : {},
          },
        ],
      },
    ],
    waves: [{ id: 'all' }],
  });
}

/** The gate is open, and nothing is due yet. */
function open(patch: Parameters<typeof manifest>[0] = {}) {
  return new MemoryTrain(manifest(patch), '2030-03-19T12:00:00.000Z');
}

function tick(
  train: MemoryTrain,
  item: string,
  group: string,
  more: { note?: string; says?: string; done?: boolean } = {},
) {
  return train.product('shop', {
    type: 'tick',
    ...GATE,
    item,
    done: true,
    note: 'In the minutes',
    evidence: [],
    by: LEA,
    ownershipRefs: [LEA, group],
    ...more,
  });
}

function cellOf(train: MemoryTrain, product: string) {
  return train.part('go', product).standings[0];
}

function asked(train: MemoryTrain, ...refs: string[]) {
  return trainInbox(train, { ref: LEA, ownershipRefs: refs }, train.now);
}

describe('checks and risks of a product', () => {
  it('are ticked by their owners, each with what shows it, until all are', () => {
    const train = open();
    expect(cellOf(train, 'shop')).toMatchObject({
      status: 'pending',
      blocks: true,
      summary:
        '0 of 3 are done; open: Terms are reviewed (due 2030-03-20T09:00:00.000Z), Prices are agreed (due 2030-03-24T09:00:00.000Z), Twice the traffic',
    });
    expect(tick(train, 'check/terms', SALES)?.message).toBe(
      '“Terms are reviewed” is for group:default/legal to tick',
    );
    expect(tick(train, 'check/terms', LEGAL, { note: ' ' })?.message).toBe(
      '“Terms are reviewed” needs its evidence: a link or a note',
    );
    expect(tick(train, 'terms', LEGAL)?.message).toBe(
      'Cleared has no item terms',
    );
    expect(tick(train, 'check/terms', LEGAL)).toBeUndefined();
    expect(tick(train, 'check/price', SALES)).toBeUndefined();
    expect(train.gates.get('go')?.status).toBe('open');
    expect(tick(train, 'risk/terms', 'user:default/ops')).toBeUndefined();
    expect(cellOf(train, 'shop')).toMatchObject({
      status: 'pass',
      summary: 'All 3 are done',
    });
    expect(train.gates.get('go')?.status).toBe('go');
  });

  it('open the gate again when a tick is taken back', () => {
    const train = open({ kinds: ['commercial'] });
    tick(train, 'check/price', SALES);
    expect(train.gates.get('go')?.status).toBe('go');
    tick(train, 'check/price', SALES, { done: false });
    expect(train.gates.get('go')?.status).toBe('open');
  });

  it('are asked of their owners in the inbox, with when they are due and what there is to know', () => {
    const train = open();
    expect(asked(train, LEGAL)).toMatchObject([
      {
        kind: 'checklist',
        question: 'Terms are reviewed: is the legal check done for shop?',
        subject: 'check/terms',
        says: 'Legal: Terms are reviewed',
        until: '2030-03-20T09:00:00.000Z',
        answerable: true,
      },
    ]);
    expect(asked(train, 'user:default/ops')).toMatchObject([
      {
        question:
          'Twice the traffic: is the risk mitigated or accepted for shop?',
        summary: 'Likelihood high, impact low. Mitigation: More replicas',
        subject: 'risk/terms',
      },
    ]);
    // The owner of the product has nothing to do with it.
    expect(asked(train, 'group:default/team-shop')).toEqual([]);
    tick(train, 'check/terms', LEGAL);
    expect(asked(train, LEGAL)).toEqual([]);
  });

  it('say that they are overdue, from the moment on that they are', () => {
    const train = open();
    expect(cellOf(train, 'shop').summary).toContain(
      'Terms are reviewed (due 2030-03-20T09:00:00.000Z)',
    );
    train.now = '2030-03-20T09:00:00.000Z';
    expect(cellOf(train, 'shop').summary).toContain(
      'Terms are reviewed (overdue since 2030-03-20T09:00:00.000Z), Prices are agreed (due',
    );
    expect(asked(train, LEGAL)[0].summary).toBe(
      'Overdue since 2030-03-20T09:00:00.000Z',
    );
    tick(train, 'check/terms', LEGAL);
    expect(cellOf(train, 'shop').summary).not.toContain('overdue');
  });

  it('have to be ticked again when they say something else, and by nobody who has not seen it', () => {
    const train = open({ kinds: ['legal'] });
    const says = 'Legal: Terms are reviewed';
    expect(tick(train, 'check/terms', LEGAL, { says })).toBeUndefined();
    expect(cellOf(train, 'shop').status).toBe('pass');
    train.revise(manifest({ kinds: ['legal'], terms: 'Terms and privacy' }));
    expect(cellOf(train, 'shop')).toMatchObject({
      status: 'pending',
      summary: expect.stringContaining(
        'Terms and privacy (due 2030-03-20T09:00:00.000Z; it has changed since it was ticked)',
      ),
    });
    expect(asked(train, LEGAL)).toHaveLength(1);
    expect(tick(train, 'check/terms', LEGAL, { says })).toMatchObject({
      code: 'stale',
      message:
        '“Terms and privacy” has changed since you looked at it: look again, then tick it',
    });
    tick(train, 'check/terms', LEGAL);
    expect(cellOf(train, 'shop').status).toBe('pass');
    // What it said before counts again only where somebody has ticked that.
    train.revise(manifest({ kinds: ['legal'] }));
    expect(cellOf(train, 'shop').status).toBe('pending');
  });

  it.each([
    [['legal'], 'the product has no legal checks'],
    [
      ['legal', 'commercial', 'risk'],
      'the product has no legal checks, no commercial checks, no risks',
    ],
  ] as const)('pass where there are none, and say so: %j', (kinds, words) => {
    expect(cellOf(open({ kinds: [...kinds] }), 'vault')).toMatchObject({
      status: 'pass',
      summary: `There is nothing to tick: ${words}`,
    });
  });

  it('can not be recorded by a pipeline, but be waived by a person', () => {
    const train = open();
    expect(
      train.product('shop', {
        type: 'record',
        ...GATE,
        result: { status: 'pass', summary: 'Fine', evidence: [], facts: {} },
        by: LEA,
      })?.message,
    ).toBe(
      "Cleared is of the kind checks: its result follows from what people do, it can't be recorded",
    );
    train.product('shop', {
      type: 'waive',
      ...GATE,
      reason: 'Signed by the board',
      expiresAt: '2030-03-28T00:00:00.000Z',
      by: LEA,
    });
    expect(cellOf(train, 'shop').status).toBe('waived');
  });

  it('are the same list for the same plan', () => {
    const { train } = open();
    const found = productChecks(train, 'shop');
    expect(productChecks({ ...train }, 'shop')).toBe(found);
    expect(productChecks(train, 'nobody')).toEqual([]);
  });
});

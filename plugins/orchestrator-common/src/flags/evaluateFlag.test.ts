import {
  evaluateFlag,
  type EvaluationContext,
  type FlagState,
  type FlagSchedule,
} from '.';
import { flagState, segment } from './testFlag';

const NOW = '2030-06-01T12:00:00.000Z';

function evaluate(
  flag: Partial<FlagState>,
  context: EvaluationContext = {},
  now = NOW,
) {
  return evaluateFlag(flagState(flag), context, now);
}

const euPro = {
  segment: segment({ regions: ['eu', 'uk'], plans: ['pro'] }),
  variant: 'on',
};

describe('evaluateFlag', () => {
  it('gives the value, and says which version of the flag it is from', () => {
    expect(evaluate({})).toEqual({
      key: 'new-checkout',
      value: false,
      variant: 'off',
      reason: 'STATIC',
      metadata: { flagVersion: 3 },
    });
  });

  it.each<[string, EvaluationContext, string, string]>([
    ['all sides fit', { region: 'uk', plan: 'pro' }, 'on', 'TARGETING_MATCH'],
    ['one side does not', { region: 'us', plan: 'pro' }, 'off', 'DEFAULT'],
    ['one side is not told', { region: 'eu' }, 'off', 'DEFAULT'],
    ['nothing is told', {}, 'off', 'DEFAULT'],
    [
      'letters are of another case',
      { region: 'EU', plan: 'pro' },
      'off',
      'DEFAULT',
    ],
  ])('where %s: %j', (_, context, variant, reason) => {
    expect(evaluate({ rules: [euPro] }, context)).toMatchObject({
      variant,
      reason,
    });
  });

  it('knows pilot customers by their attribute, or else by the targeting key', () => {
    const rules = [
      { segment: segment({ customers: ['acme'] }), variant: 'on' },
    ];
    const variantOf = (context: EvaluationContext) =>
      evaluate({ rules }, context);
    expect(variantOf({ customer: 'acme', targetingKey: 'bo' })).toMatchObject({
      variant: 'on',
    });
    expect(variantOf({ targetingKey: 'acme' })).toMatchObject({
      variant: 'on',
    });
    expect(
      variantOf({ customer: 'other', targetingKey: 'acme' }),
    ).toMatchObject({ variant: 'off' });
  });

  it('takes the first rule that fits', () => {
    const rules = [
      { segment: segment({ customers: ['acme'] }), variant: 'off' },
      { segment: segment(), variant: 'on', source: { run: 'r', wave: 'w' } },
    ];
    expect(evaluate({ rules }, { targetingKey: 'acme' })).toMatchObject({
      variant: 'off',
      reason: 'TARGETING_MATCH',
    });
    expect(evaluate({ rules }, { targetingKey: 'bo' })).toMatchObject({
      variant: 'on',
      reason: 'TARGETING_MATCH',
      metadata: { run: 'r', wave: 'w' },
    });
  });

  it('is STATIC where a rule is for everybody', () => {
    expect(
      evaluate({ rules: [{ segment: segment(), variant: 'on' }] }),
    ).toMatchObject({ variant: 'on', reason: 'STATIC' });
  });

  it('says that a percentage decided', () => {
    const rules = [{ segment: segment({ percent: 99.9999 }), variant: 'on' }];
    expect(evaluate({ rules }, { targetingKey: 'ana' })).toMatchObject({
      variant: 'on',
      reason: 'SPLIT',
    });
  });

  it.each([
    [{}, 'found nothing'],
    [{ targetingKey: '' }, 'found nothing'],
  ])('needs a targeting key for a percentage: %j', (context, found) => {
    const rules = [{ segment: segment({ percent: 10 }), variant: 'on' }];
    expect(evaluate({ rules }, context)).toEqual({
      key: 'new-checkout',
      errorCode: 'TARGETING_KEY_MISSING',
      errorDetails: expect.stringContaining(
        `context.targetingKey: ${found}, accepted is a text`,
      ),
    });
  });

  it('needs none where the rest of the segment does not fit', () => {
    const rules = [
      { segment: segment({ regions: ['eu'], percent: 10 }), variant: 'on' },
    ];
    expect(evaluate({ rules }, { region: 'us' })).toMatchObject({
      variant: 'off',
    });
  });

  it.each([
    [
      { region: 5, plan: 'pro' },
      'context.region: found a value of type number',
    ],
    [
      { region: ['eu'], plan: 'pro' },
      'context.region: found a value of type array',
    ],
  ])('refuses %j', (context, message) => {
    expect(evaluate({ rules: [euPro] }, context)).toMatchObject({
      errorCode: 'INVALID_CONTEXT',
      errorDetails: `${message}, accepted is a text`,
    });
  });

  it('refuses a targeting key that is no text', () => {
    const rules = [{ segment: segment({ percent: 10 }), variant: 'on' }];
    expect(evaluate({ rules }, { targetingKey: 5 })).toMatchObject({
      errorCode: 'INVALID_CONTEXT',
    });
  });

  it('gives nothing but the default where it is disabled', () => {
    const rules = [{ segment: segment(), variant: 'on' }];
    expect(evaluate({ rules, enabled: false })).toMatchObject({
      variant: 'off',
      value: false,
      reason: 'DISABLED',
    });
  });

  it('gives nothing but the default where it was killed', () => {
    expect(
      evaluate({
        rules: [{ segment: segment({ percent: 10 }), variant: 'on' }],
        schedules: [{ at: '2030-01-01T00:00:00Z', variant: 'on' }],
        killed: { by: 'user:default/ana', reason: 'Errors', at: NOW },
      }),
    ).toEqual({
      key: 'new-checkout',
      value: false,
      variant: 'off',
      reason: 'DISABLED',
      metadata: { flagVersion: 3, killed: true },
    });
  });
});

describe('schedules', () => {
  const schedules: FlagSchedule[] = [
    { at: '2030-06-01T15:00:00+02:00', enabled: false },
    { at: '2030-06-01T12:00:00Z', variant: 'on' },
  ];

  it.each([
    ['before', '2030-06-01T11:59:59.999Z', 'off', 'STATIC'],
    ['at the first instant', '2030-06-01T12:00:00.000Z', 'on', 'STATIC'],
    ['between', '2030-06-01T12:59:59.999Z', 'on', 'STATIC'],
    ['at the last instant', '2030-06-01T13:00:00.000Z', 'off', 'DISABLED'],
  ])('count in the order of their times: %s', (_, now, variant, reason) => {
    expect(evaluate({ schedules }, {}, now)).toMatchObject({ variant, reason });
  });

  it('leave rules alone', () => {
    const rules = [{ segment: segment({ regions: ['eu'] }), variant: 'off' }];
    expect(evaluate({ schedules, rules }, { region: 'eu' })).toMatchObject({
      variant: 'off',
      reason: 'TARGETING_MATCH',
    });
    expect(evaluate({ schedules, rules }, {})).toMatchObject({
      variant: 'on',
      reason: 'DEFAULT',
    });
  });
});

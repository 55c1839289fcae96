import { strictnessTable } from '../gates';
import { planTrain } from './planTrain';
import { trainOutline } from './trainOutline';
import {
  factsOf,
  LAX_STRICTNESS,
  productOf,
  trainManifest,
} from './testing/MemoryTrain';

type Patch = NonNullable<Parameters<typeof trainManifest>[0]>;

const ONE = { products: [productOf('shop')], dependencies: [] };

function problems(patch: Patch, strictness = LAX_STRICTNESS) {
  const manifest = trainManifest({ ...ONE, ...patch });
  return planTrain(manifest, factsOf(manifest), {
    revision: 1,
    strictness,
  }).problems;
}

describe('a plan that asks for something too late', () => {
  it.each([
    ['its title', { title: 'Second gate' }, 'Second gate'],
    ['its id, where it has none', {}, 'second'],
  ])('names the gate by %s', (_, named, name) => {
    const onCall = { id: 'on-call', scope: 'train' as const, onCall: {} };
    const found = problems(
      {
        gates: [{ id: 'second', ...named, before: 'all', criteria: [onCall] }],
      },
      strictnessTable({ medium: { demands: ['onCall'], signOffs: 1 } }),
    );
    expect(found).toMatchObject([
      {
        severity: 'blocks',
        code: 'strictness',
        product: 'shop',
        message: `shop is medium: ${name} asks for onCall only after it is activated in pilot; ask before that wave, or before the departure`,
      },
    ]);
  });
});

describe('checks and risks of a product', () => {
  const check = (due: string, kind: 'legal' | 'commercial' = 'legal') => ({
    id: `${kind}-${due.replace(/\W/g, '').toLowerCase()}`,
    kind,
    title: 'The auditor agrees',
    owner: 'group:default/legal',
    due,
  });
  const risk = {
    id: 'traffic',
    title: 'Twice the traffic',
    owner: 'group:default/legal',
    likelihood: 'high' as const,
    impact: 'low' as const,
    mitigation: 'More replicas',
  };
  const asks = (
    criterion: Partial<NonNullable<Patch['gates']>[number]['criteria'][number]>,
    gate: Partial<NonNullable<Patch['gates']>[number]> = {},
  ) => [
    {
      id: 'go',
      ...gate,
      criteria: [{ id: 'cleared', title: 'Cleared', ...criterion }],
    },
  ];
  const shop = (patch: Parameters<typeof productOf>[1]) => ({
    products: [productOf('shop', patch)],
    dependencies: [],
  });
  const nothing = asks({ scope: 'train', onCall: {} });

  it.each<[string, Patch, { severity: string; message: string }[]]>([
    [
      'block where a check is due by the departure and no gate asks',
      { ...shop({ checks: [check('D-2')] }), gates: nothing },
      [
        {
          severity: 'blocks',
          message:
            'shop has legal checks (The auditor agrees), and no gate asks for them: give one a criterion checks with the kind legal',
        },
      ],
    ],
    [
      'warn where a check is due after the departure',
      { ...shop({ checks: [check('D+2', 'commercial')] }), gates: nothing },
      [
        {
          severity: 'warns',
          message: expect.stringMatching(/^shop has commercial checks/),
        },
      ],
    ],
    [
      'warn where a risk is not asked about',
      { ...shop({ risks: [risk] }), gates: nothing },
      [
        {
          severity: 'warns',
          message:
            'shop has risks (Twice the traffic), and no gate asks for them: give one a criterion checks with the kind risk',
        },
      ],
    ],
    [
      'are told of where only another kind is asked for',
      {
        ...shop({ checks: [check('D-2')], risks: [risk] }),
        gates: asks({ checks: { kinds: ['legal'] } }),
      },
      [{ severity: 'warns', message: expect.stringContaining('risks') }],
    ],
    [
      'are told of where another criticality is asked',
      {
        ...shop({ checks: [check('D-2')] }),
        gates: asks({ checks: {}, criticality: ['critical'] }),
      },
      [{ severity: 'blocks', message: expect.stringContaining('no gate') }],
    ],
    [
      'are told of where they are asked for too late',
      {
        ...shop({ checks: [check('D-2')] }),
        gates: asks({ checks: {} }, { id: 'second', before: 'all' }),
      },
      [
        {
          severity: 'blocks',
          message:
            'shop has legal checks (The auditor agrees), and second asks for them only after it is activated in pilot; ask before that wave, or before the departure',
        },
      ],
    ],
    [
      'are no problem where they are asked for before the first wave',
      {
        ...shop({ checks: [check('D-2')], risks: [risk] }),
        gates: asks({ checks: {} }, { before: 'pilot' }),
      },
      [],
    ],
    [
      'are no problem where they are asked for before the departure',
      {
        ...shop({ checks: [check('D-2')], risks: [risk] }),
        gates: asks({ checks: {} }),
      },
      [],
    ],
    ['are no problem where there are none', { ...ONE, gates: nothing }, []],
  ])('%s', (_, patch, expected) => {
    expect(problems(patch)).toEqual(
      expected.map(one => ({ code: 'notAsked', product: 'shop', ...one })),
    );
  });
});

describe('a product that is another kind of entity', () => {
  it('blocks, and says what a product can be', () => {
    expect(
      problems({
        products: [{ ...productOf('shop'), entity: 'api:default/shop' }],
      }),
    ).toContainEqual({
      severity: 'blocks',
      code: 'wrongKind',
      product: 'shop',
      message:
        'entity of shop is api:default/shop: a product is a system or component of the catalog',
    });
    expect(
      problems({
        products: [{ ...productOf('shop'), entity: 'system:default/shop' }],
      }),
    ).toEqual([]);
  });
});

describe('a departure in a closed window', () => {
  it.each<[string, NonNullable<Patch['windows']>[number], RegExp]>([
    [
      'says when the window opens',
      {
        kind: 'deny',
        ranges: [{ from: '2030-03-26T00:00', to: '2030-03-27T00:00' }],
      },
      /^The departure falls in a closed window\. .* It opens 2030-03-26T23:00:00\.000Z\.$/,
    ],
    [
      'says nothing of an opening that does not come',
      {
        kind: 'allow',
        ranges: [{ from: '2030-03-01T00:00', to: '2030-03-02T00:00' }],
      },
      /^The departure falls in a closed window\. (?!.*It opens)/,
    ],
  ])('%s', (_, window, message) => {
    expect(problems({ windows: [window] })).toEqual([
      {
        severity: 'warns',
        code: 'departureInFreeze',
        message: expect.stringMatching(message),
      },
    ]);
  });
});

describe('a product that nobody owns', () => {
  it('needs no people of its own, as other trains see it', () => {
    const manifest = trainManifest(ONE);
    const entity = 'component:default/shop';
    const plan = planTrain(
      manifest,
      { ...factsOf(manifest), entities: { [entity]: { title: 'Shop' } } },
      { revision: 1, strictness: LAX_STRICTNESS },
    );
    expect(plan.problems).toMatchObject([{ code: 'noOwner' }]);
    expect(trainOutline('a', manifest, plan)).toMatchObject({
      products: [entity],
      people: ['group:default/commerce'],
    });
  });
});

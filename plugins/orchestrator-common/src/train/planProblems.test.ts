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

import { renderTemplate } from '../templating';
import { metricScope, scopeValues } from './metricScope';
import { MemoryTrain, productOf, trainManifest } from './testing/MemoryTrain';

const { train } = new MemoryTrain(
  trainManifest({
    products: [productOf('shop')],
    dependencies: [],
    waves: [
      {
        id: 'pilot',
        title: 'Pilot',
        segment: { regions: ['eu.1', 'us'], customers: ['acme (north)'] },
      },
      { id: 'all' },
    ],
  }),
);

describe('what a metric may read', () => {
  it('is the train and its products where it is of no wave', () => {
    const scope = metricScope(train);
    expect(scope).toMatchObject({
      train: { id: 'train-1', departure: '2030-03-26T09:00:00.000Z' },
      products: [{ id: 'shop', version: '1.0.0' }],
    });
    expect(scope).not.toHaveProperty('wave');
    expect(scopeValues(scope)).not.toHaveProperty('segment');
  });

  it('has the product that it is of, and none that the train does not have', () => {
    expect(metricScope(train, { product: 'shop' }).product).toEqual({
      id: 'shop',
      title: 'shop',
      entity: 'component:default/shop',
      version: '1.0.0',
      criticality: 'medium',
      owner: 'group:default/team-shop',
    });
    expect(metricScope(train, { product: 'vault' })).not.toHaveProperty(
      'product',
    );
  });

  it.each([
    ['pilot', 'Pilot: eu\\.1|us, .*, acme \\(north\\)'],
    // Without a title and without a segment: by its id, and everybody.
    ['all', 'all: .*, .*, .*'],
  ])(
    'has the segment of the wave %s as patterns for matchers',
    (wave, text) => {
      expect(
        renderTemplate(
          '${{ wave.title }}: ${{ segment.pattern.regions }}, ${{ segment.pattern.plans }}, ${{ segment.pattern.customers }}',
          scopeValues(metricScope(train, { wave })),
        ),
      ).toBe(text);
    },
  );
});

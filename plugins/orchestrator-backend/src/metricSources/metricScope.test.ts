import {
  renderTemplate,
  metricScope,
  scopeValues,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { plannedTrain } from '../testing';

const planned = () =>
  plannedTrain(
    { title: 'Spring' },
    {
      milestones: [{ id: 'announce', title: 'Announce', at: 'D-1' }],
      waves: [
        { id: 'pilot', title: 'Pilot', segment: { regions: ['eu.1', 'us'] } },
      ],
    },
  );

const CHECKOUT = {
  id: 'checkout',
  title: 'Checkout',
  entity: 'component:default/checkout',
  version: '1.0.0',
  criticality: 'low',
  owner: 'group:default/shop',
};

describe('metricScope', () => {
  it('has what a plan says', () => {
    expect(metricScope(planned())).toEqual({
      train: {
        id: 't1',
        name: 'spring',
        title: 'Spring',
        owner: 'group:default/commerce',
        departure: '2030-04-01T09:00:00.000Z',
      },
      products: [CHECKOUT],
      milestones: {
        announce: '2030-03-31T09:00:00.000Z',
        departure: '2030-04-01T09:00:00.000Z',
      },
    });
  });

  it('has the product, and the wave with its segment', () => {
    expect(
      metricScope(planned(), { product: 'checkout', wave: 'pilot' }),
    ).toMatchObject({
      product: CHECKOUT,
      wave: { id: 'pilot', title: 'Pilot' },
      segment: { regions: ['eu.1', 'us'], percent: 100 },
    });
  });
});

describe('scopeValues', () => {
  it('gives segments as patterns, and what is added', () => {
    expect(
      renderTemplate(
        '${{ segment.pattern.regions }} ${{ segment.pattern.plans }} ${{ window }}',
        scopeValues(metricScope(planned(), { wave: 'pilot' }), {
          window: '5m',
        }),
      ),
    ).toBe('eu\\.1|us .* 5m');
  });
});

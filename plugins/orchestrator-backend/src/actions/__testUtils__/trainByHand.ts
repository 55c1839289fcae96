import type { TrainManifestInput } from '@backstage-orchestrator/plugin-orchestrator-common';

const LEVEL = { demands: [], signOffs: 1 };

/** Settings under which a train needs no more than its manifest asks for. */
export const SMALL_TRAINS = {
  strictness: { critical: LEVEL, high: LEVEL, medium: LEVEL, low: LEVEL },
};

/**
 * A train whose products somebody switches on by hand; it may leave at once, when user:default/ben has signed.
 *
 * @param products - ids, each that of a component too
 * @param items - how many items the checklist of each product has
 * @returns the manifest as JSON
 */
export function trainByHand(products = ['shop'], items = 1): string {
  const spec: TrainManifestInput['spec'] = {
    owner: 'group:default/commerce',
    timezone: 'UTC',
    departure: new Date().toISOString(),
    products: products.map(id => ({
      id,
      entity: `component:default/${id}`,
      version: '1.0.0',
      criticality: 'medium',
      activation: [{ id: 'on', manual: { instructions: 'Switch it on' } }],
      rollback: [{ id: 'off', manual: { instructions: 'Switch it off' } }],
    })),
    gates: [
      {
        id: 'go',
        title: 'Go or no-go',
        criteria: [
          {
            id: 'docs',
            checklist: {
              items: Array.from({ length: items }, (_, index) => ({
                id: index === 0 ? 'written' : `written-${index}`,
                title: 'Docs are there',
              })),
            },
          },
        ],
        signOffs: [{ id: 'release', from: ['user:default/ben'] }],
      },
    ],
    waves: [{ id: 'pilot' }],
  };
  return JSON.stringify({
    apiVersion: 'orchestrator/v1',
    kind: 'Train',
    metadata: { name: 'spring', title: 'Spring' },
    spec,
  });
}

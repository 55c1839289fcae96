import {
  parseManifest,
  planTrain,
  strictnessTable,
  type TrainManifest,
  type TrainPlan,
} from '@backstage-orchestrator/plugin-orchestrator-common';

/**
 * A train of one product, read and planned as real ones are.
 *
 * @param metadata - laid over a name
 * @param spec - laid over what a train needs at least; it departs on 1 April 2030
 */
export function plannedTrain(
  metadata: Record<string, unknown> = {},
  spec: Record<string, unknown> = {},
): { id: string; manifest: TrainManifest; plan: TrainPlan } {
  const parsed = parseManifest(
    {
      apiVersion: 'orchestrator/v1',
      kind: 'Train',
      metadata: { name: 'spring', ...metadata },
      spec: {
        owner: 'group:default/commerce',
        timezone: 'UTC',
        departure: '2030-04-01T09:00',
        products: [
          {
            id: 'checkout',
            entity: 'component:default/checkout',
            version: '1.0.0',
            criticality: 'low',
            activation: [{ id: 'on', manual: { instructions: 'x' } }],
            rollback: [{ id: 'off', manual: { instructions: 'x' } }],
          },
        ],
        gates: [
          {
            id: 'go',
            title: 'Go or no-go',
            opens: 'D-2',
            criteria: [
              { id: 'list', checklist: { items: [{ id: 'a', title: 'A' }] } },
            ],
          },
        ],
        waves: [{ id: 'pilot' }],
        ...spec,
      },
    },
    { kinds: ['Train'] },
  );
  if (!('manifest' in parsed)) {
    throw new Error(JSON.stringify(parsed.issues));
  }
  const { manifest } = parsed;
  const plan = planTrain(
    manifest,
    {
      entities: {
        'component:default/checkout': {
          title: 'Checkout',
          owner: 'group:default/shop',
        },
      },
      dependencies: [],
      consumers: [],
    },
    { revision: 3, strictness: strictnessTable() },
  );
  return { id: 't1', manifest, plan };
}

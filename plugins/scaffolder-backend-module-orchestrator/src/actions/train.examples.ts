import type { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

const manifest = {
  apiVersion: 'orchestrator/v1',
  kind: 'Train',
  metadata: { name: 'spring', title: 'Spring release' },
  spec: {
    owner: '${{ parameters.owner }}',
    timezone: 'Europe/Berlin',
    departure: '${{ parameters.departure }}',
    products: [
      {
        id: 'shop',
        entity: 'component:default/web-shop',
        version: '11.4.0',
        criticality: 'low',
        activation: [{ id: 'on', flag: { key: 'new-shop', set: 'on' } }],
        rollback: [{ id: 'off', flag: { key: 'new-shop', set: 'off' } }],
      },
    ],
    gates: [
      {
        id: 'go',
        criteria: [
          {
            id: 'ready',
            checklist: { items: [{ id: 'docs', title: 'Docs are written' }] },
          },
        ],
      },
    ],
    waves: [
      { id: 'pilot', segment: { percent: 5 }, soak: '1h' },
      { id: 'all' },
    ],
  },
};

function example(
  description: string,
  action: string,
  input: object,
): TemplateExample {
  const steps = [{ id: 'train', name: description, action, input }];
  return { description, example: stringify({ steps }) };
}

export const trainStartExamples = [
  example('Plan a release train', 'orchestrator:train:start', { manifest }),
];

export const gateWaitExamples = [
  example('Wait for a go', 'orchestrator:gate:wait', {
    trainId: '${{ steps.train.output.trainId }}',
    gate: 'go',
    wait: '30m',
  }),
];

import type { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

const manifest = {
  apiVersion: 'orchestrator/v1',
  kind: 'Sweep',
  metadata: { name: 'node-22', title: 'Node 22 on every service' },
  spec: {
    owner: '${{ parameters.owner }}',
    targets: {
      filter: {
        kind: 'component',
        'spec.type': 'service',
        'metadata.tags': 'node',
      },
    },
    change: {
      title: 'Run on Node 22',
      commitMessage: 'build: run on Node 22',
      steps: [
        {
          id: 'engines',
          json: { file: 'package.json', set: { '/engines/node': '>=22' } },
        },
      ],
    },
    gates: [{ id: 'tests', run: { command: ['npm', 'test'] } }],
  },
};

function example(description: string, input: object): TemplateExample {
  const steps = [
    {
      id: 'sweep',
      name: 'Start the sweep',
      action: 'orchestrator:sweep:start',
      input,
    },
  ];
  return { description, example: stringify({ steps }) };
}

/** How the action is used, as the scaffolder shows it in its list of actions. */
export const examples: TemplateExample[] = [
  example(
    'Start a sweep and make its diffs. Nothing is written to a repository until a person starts it.',
    { manifest },
  ),
  example(
    'Plan a sweep only, from a manifest in the workspace that was read by an earlier step',
    {
      manifest: '${{ steps.read.output.content }}',
      dryRun: false,
    },
  ),
  example('Wait up to ten minutes for the diffs', { manifest, wait: '10m' }),
];

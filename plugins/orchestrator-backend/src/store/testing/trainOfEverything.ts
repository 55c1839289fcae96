import type { TrainManifestInput } from '@backstage-orchestrator/plugin-orchestrator-common';
import { BEN } from '../../trains/testing/TrainHarness';

type Spec = TrainManifestInput['spec'];

/** A product that is activated by these steps; without them by a flag. */
export function productOf(
  id: string,
  activation?: Spec['products'][number]['activation'],
): Spec['products'][number] {
  return {
    id,
    entity: `component:default/${id}`,
    version: '1.0.0',
    criticality: 'medium',
    activation: activation ?? [{ id: 'on', flag: { key: id, set: 'on' } }],
    rollback: [{ id: 'off', flag: { key: id, set: 'off' } }],
    runbooks: [
      { id: 'warm-up', title: 'Warm up', steps: [{ id: 'a', title: 'A' }] },
    ],
  };
}

/** Starts a workflow. */
export const DEPLOY = { id: 'deploy', workflow: { workflow: 'deploy.yml' } };

const metric = (name: string) => ({
  name,
  interval: '1m',
  failureCondition: 'result > 1',
  prometheus: { query: 'up' },
});

const message = (id: string, body: string) => ({
  id,
  persona: 'customers' as const,
  moment: 'before' as const,
  milestone: 'start',
  channels: [{ kind: 'email' as const, to: ['all@example.com'] }],
  subject: 'News',
  body,
});

/** Something of all that a train can have. */
export const EVERYTHING: Partial<Spec> = {
  milestones: [
    { id: 'start', title: 'Start', at: 'D-20' },
    { id: 'ready', title: 'Ready', at: 'D-10', deadline: true },
  ],
  windows: [
    {
      kind: 'deny',
      reason: 'Audit',
      ranges: [{ from: '2030-03-26T00:00', to: '2030-03-27T00:00' }],
    },
  ],
  products: [
    productOf('vault'),
    productOf('payments', [DEPLOY]),
    productOf('shop', [{ id: 'warm', manual: { runbook: 'warm-up' } }]),
    productOf('labels'),
  ],
  rehearsals: [
    { id: 'dry', title: 'Dry run', environment: 'staging', due: 'D-12' },
  ],
  gates: [
    {
      id: 'go',
      title: 'Go or no-go',
      criteria: [
        {
          id: 'ready',
          checklist: { items: [{ id: 'docs', title: 'Docs are there' }] },
        },
        { id: 'policy', scope: 'train', policy: { path: 'release/allow' } },
        { id: 'on-call', scope: 'train', onCall: {} },
        { id: 'agreed', scope: 'train', signOff: { from: [BEN.actor.ref] } },
      ],
      signOffs: [{ id: 'release', from: [BEN.actor.ref] }],
    },
  ],
  waves: [
    {
      id: 'pilot',
      soak: '10m',
      analysis: { during: [metric('errors')], after: [metric('orders')] },
    },
    { id: 'all' },
  ],
  communications: [
    message('news', 'New:\n\n${{ notes }}'),
    message('more', 'And more'),
  ],
  success: [
    { id: 'errors', title: 'E', kind: 'error', target: '<=1', query: 'up' },
    { id: 'orders', title: 'O', kind: 'adoption', target: '>=100' },
  ],
};

import type {
  RunSummary,
  TrainSummary,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { sweepDocument } from './sweepDocument';
import { trainDocument } from './trainDocument';

const AT = '2026-03-01T08:00:00.000Z';

const SHARED = {
  id: 'one/1',
  name: 'node-22',
  title: 'Node 22',
  description: 'Raises the engine.',
  owner: 'group:default/platform',
  labels: { campaign: 'runtimes', year: '2026' },
  createdBy: { kind: 'user' as const, ref: 'user:default/ana' },
  createdAt: AT,
  updatedAt: AT,
};
const SWEEP: RunSummary = {
  ...SHARED,
  kind: 'Sweep',
  status: 'running',
  targets: 22,
  problems: 0,
  counts: {},
};
const TRAIN: TrainSummary = {
  ...SHARED,
  kind: 'Train',
  phase: 'preparing',
  departure: AT,
  timezone: 'UTC',
  paused: false,
  products: [
    {
      id: 'basket',
      title: 'Basket',
      entityRef: 'component:default/basket',
      release: '4.2.0',
      criticality: 'low',
      aboard: true,
    },
  ],
  gates: [],
  waves: [],
  openIncidents: 0,
};

it('says of a sweep what it is, whose and how large', () => {
  expect(sweepDocument(SWEEP)).toEqual({
    title: 'Node 22',
    text: 'Raises the engine. · Sweep node-22 of group:default/platform, 22 targets · campaign=runtimes · year=2026',
    location: '/orchestrator/sweeps/one%2F1',
    authorization: { resourceRef: 'one/1' },
    kind: 'Sweep',
    name: 'node-22',
    state: 'running',
    owner: 'group:default/platform',
    labels: ['campaign=runtimes', 'year=2026'],
  });
});

it('says of a train which products it brings out', () => {
  expect(trainDocument(TRAIN)).toMatchObject({
    text: expect.stringContaining('Basket 4.2.0 (component:default/basket)'),
    location: '/orchestrator/trains/one%2F1',
    kind: 'Train',
    state: 'preparing',
  });
});

it('gives both kinds the same fields, since Lunr takes those of the first document', () => {
  expect(Object.keys(trainDocument(TRAIN))).toEqual(
    Object.keys(sweepDocument(SWEEP)),
  );
});

it.each([
  [
    sweepDocument({ ...SWEEP, status: 'finished', outcome: 'failed' }),
    'failed',
  ],
  [sweepDocument({ ...SWEEP, status: 'finished' }), 'finished'],
  [sweepDocument({ ...SWEEP, status: 'cancelled' }), 'cancelled'],
  [
    trainDocument({ ...TRAIN, phase: 'closed', outcome: 'succeeded' }),
    'succeeded',
  ],
  [
    trainDocument({ ...TRAIN, phase: 'rolledBack', outcome: 'rolledBack' }),
    'rolledBack',
  ],
])('says how a run ended, once it has (%#)', ({ state }, said) => {
  expect(state).toBe(said);
});

it('leaves out what a manifest does not say', () => {
  expect(
    sweepDocument({
      ...SWEEP,
      description: undefined,
      labels: {},
      targets: 1,
    }).text,
  ).toBe('Sweep node-22 of group:default/platform, 1 target');
});

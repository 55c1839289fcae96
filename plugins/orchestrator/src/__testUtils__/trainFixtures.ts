// The tests run in Node: they read the example that the documentation names.
/* eslint-disable no-restricted-imports */
import { readFileSync } from 'fs';
import { resolve } from 'path';
/* eslint-enable no-restricted-imports */
import {
  parseManifest,
  type TrainManifest,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { FakeApi } from './fakeApi';
import { fakeApi, pageOf } from './fakeApi';
import { TrainStory } from './TrainStory';

/** The example train, as text. */
export const TRAIN_SOURCE = readFileSync(
  resolve(__dirname, '../../../../examples/trains/spring-checkout.yaml'),
  'utf8',
);

/** Reads a manifest that has no mistakes. */
export function trainManifestOf(source: string): TrainManifest {
  const parsed = parseManifest(source, { kinds: ['Train'] });
  if ('issues' in parsed) {
    throw new Error(parsed.issues.map(({ message }) => message).join('; '));
  }
  return parsed.manifest;
}

/** Ten minutes before its departure: planned, nothing is open. */
export const planned = (source = TRAIN_SOURCE) =>
  new TrainStory(trainManifestOf(source), source, '2030-03-26T08:50:00.000Z');

/** Its gate is open, and nobody has answered anything. */
export const gateOpen = (source?: string) =>
  planned(source).at('2030-03-26T08:57:10.000Z');

/** Everybody is ready, everything is answered and signed: it is time to go. */
export function readyToDepart(story = gateOpen()): TrainStory {
  story.state.plan.products.forEach(({ id, owner }) =>
    story.train({
      type: 'confirmReady',
      product: id,
      milestone: 'code-freeze',
      by: 'user:default/pia',
      ownershipRefs: owner === undefined ? [] : [owner],
      evidence: [],
    }),
  );
  return story
    .answerAll()
    .sign('go-no-go', 'user:default/pia', 'group:default/team-payments')
    .sign('go-no-go', 'user:default/quinn', 'group:default/team-checkout')
    .at('2030-03-26T09:00:00.000Z');
}

/** Its first wave is being activated: the vault is at work, and the others wait for it. */
export const departing = (source?: string) =>
  readyToDepart(gateOpen(source)).train({
    type: 'depart',
    by: 'user:default/ana',
  });

/** The vault is active, and payments wait for a person with a runbook. */
export const withRunbook = () => departing().finishStep('card-vault');

/** All products are active in the first wave, which soaks. */
export function soaking(): TrainStory {
  const story = withRunbook();
  for (const layer of story.state.plan.layers) {
    layer.forEach(id => story.finishAll(id));
  }
  return story;
}

/** A step of the vault has failed for good, and the wave stands still. */
export const halted = () => departing().finishStep('card-vault', true);

/** An API that answers as a backend with this train. */
export function trainApi(
  story: TrainStory,
  overrides: Parameters<typeof fakeApi>[0] = {},
): FakeApi {
  return fakeApi({
    listTrains: async ({ query: { phase } = {} } = {}) => {
      const summary = story.summary();
      return pageOf(
        phase === undefined || [phase].flat().includes(summary.phase)
          ? [summary]
          : [],
      );
    },
    getTrain: async () => story.detail(),
    getTrainMetrics: async () => ({ items: [] }),
    getTrainReport: async () => `# Report of ${story.state.title}`,
    getProductOnCall: async () => ({ people: [] }),
    getTrainPostMortem: async () => `# Post-mortem of ${story.state.title}`,
    getCalendar: async () => ({ items: [], conflicts: [] }),
    previewTrain: async () => ({
      plan: story.state.plan,
      conflicts: [],
      departures: [],
    }),
    commandTrain: async () => story.detail(),
    commandProduct: async () => story.detail(),
    commandGate: async () => story.detail(),
    createTrain: async () => story.detail(),
    listEvents: async () => pageOf([...story.events]),
    ...overrides,
  });
}

import {
  createTrain,
  parseManifest,
  planTrain,
  strictnessTable,
  TrainFold,
  type CatalogFacts,
  type TrainManifest,
  type TrainManifestInput,
  type TrainPlan,
  type TrainState,
} from '@backstage-orchestrator/plugin-orchestrator-common';

type Spec = TrainManifestInput['spec'];

export const PRODUCTS = ['vault', 'payments', 'shop'];

/** Levels without demands, so that a test says for itself what is asked. */
const LEVEL = { demands: [], signOffs: 1 };
export const LAX = strictnessTable({
  critical: LEVEL,
  high: LEVEL,
  medium: LEVEL,
  low: LEVEL,
});

/** Vault ← payments ← shop; one gate with a checklist of each product and two eyes. */
export function trainManifest(patch: Partial<Spec> = {}): TrainManifest {
  const parsed = parseManifest(
    {
      apiVersion: 'orchestrator/v1',
      kind: 'Train',
      metadata: { name: 'spring', labels: { area: 'shop' } },
      spec: {
        owner: 'group:default/commerce',
        timezone: 'Europe/Berlin',
        departure: '2030-03-26T10:00',
        products: PRODUCTS.map(id => ({
          id,
          entity: `component:default/${id}`,
          version: '1.0.0',
          criticality: 'medium' as const,
          activation: [{ id: 'on', flag: { key: id, set: 'on' as const } }],
          rollback: [{ id: 'off', flag: { key: id, set: 'off' as const } }],
        })),
        dependencies: [
          { from: 'payments', to: 'vault', reason: 'cards' },
          { from: 'shop', to: 'payments', reason: 'prices' },
        ],
        gates: [
          {
            id: 'go',
            title: 'Go or no-go',
            criteria: [
              {
                id: 'ready',
                checklist: {
                  items: [{ id: 'docs', title: 'Docs are there' }],
                },
              },
            ],
            signOffs: [{ id: 'release', from: ['user:default/ben'] }],
          },
        ],
        waves: [{ id: 'pilot', soak: '10m' }, { id: 'all' }],
        ...patch,
      } satisfies Spec,
    },
    { kinds: ['Train'] },
  );
  if ('issues' in parsed) {
    throw new Error(parsed.issues.map(issue => issue.message).join('; '));
  }
  return parsed.manifest;
}

/** The plan of a manifest as of a revision of it. */
export function planOf(manifest: TrainManifest, revision = 1): TrainPlan {
  return planTrain(manifest, factsOf(manifest), { revision, strictness: LAX });
}

/** The train `spring-1` as it is once it has been planned. */
export function plannedState(manifest: TrainManifest, at: string): TrainState {
  const fold = new TrainFold('spring-1');
  createTrain({
    id: 'spring-1',
    manifest,
    changeDigest: 'sha256:0',
    createdBy: { kind: 'user', ref: 'user:default/ana' },
    plan: planOf(manifest),
    followUps: [],
  }).train.forEach(event => fold.apply('train', '', event, at));
  return fold.train;
}

/** A catalog that knows every product of a manifest, and nothing between them. */
export function factsOf({ spec }: TrainManifest): CatalogFacts {
  return {
    entities: Object.fromEntries(
      spec.products.map(({ id, entity }) => [
        entity,
        { title: id, owner: `group:default/team-${id}` },
      ]),
    ),
    dependencies: [],
    consumers: [],
  };
}

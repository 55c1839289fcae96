import {
  parseManifest,
  strictnessTable,
  type CatalogFacts,
  type Strictness,
  type TrainManifest,
  type TrainManifestInput,
  type Window,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { Random } from '../Random';
import { MINUTE_MS, MOST_REPLICAS, START, type Scenario } from '../Scenario';

type Spec = TrainManifestInput['spec'];
type Product = Spec['products'][number];
type Step = Product['activation'][number];
type Metric = NonNullable<
  NonNullable<NonNullable<Spec['waves'][number]['analysis']>['during']>
>[number];

/** People that are on release, and may sign. */
export const RELEASE = 'group:default/release';

/** Levels that differ in what the decisions look at; what is asked for is drawn. */
const STRICTNESS: Strictness = strictnessTable({
  critical: { demands: [], signOffs: 2, longestWaiver: '10m' },
  high: { demands: [], signOffs: 1, longestWaiver: false },
  medium: { demands: [], signOffs: 1, longestWaiver: '2h' },
  low: { demands: [], signOffs: 1, longestWaiver: '1d' },
});

/** A range in which nothing departs, in milliseconds. */
export interface Freeze {
  from: number;
  to: number;
}

/** What follows from the scenario of a train before anything has happened. */
export interface TrainSetting {
  manifest: TrainManifest;
  facts: CatalogFacts;
  strictness: Strictness;
  freezes: Freeze[];
  /** Windows of the portal: of some trains, the freezes are its own. */
  operatorWindows: Window[];
  /** Keys of the flags that steps turn on and off. */
  flags: string[];
  skewsMs: number[];
  slots: number;
  chaosMs: number;
}

/** Draws manifest, catalog, windows and clocks. */
export function trainSettingOf(scenario: Scenario): TrainSetting {
  const { seed } = scenario;
  const random = new Random(seed, 'train setting');
  const departsAfterMs = random.int(12, 40) * MINUTE_MS;
  const freezes = random.chance(0.4) ? [freezeOf(random, departsAfterMs)] : [];
  const products = Array.from({ length: scenario.targets }, (_, index) =>
    productOf(`p-${index + 1}`, new Random(seed, `product ${index}`)),
  );
  const isOperators = new Random(seed, 'windows').chance(0.4);
  const spec = specOf(
    random,
    products,
    START + departsAfterMs,
    isOperators ? [] : freezes,
  );
  const clocks = new Random(seed, 'clocks');
  const skewed = clocks.chance(0.5);
  return {
    manifest: readManifest(spec),
    facts: factsOf(spec, new Random(seed, 'catalog')),
    strictness: STRICTNESS,
    freezes,
    operatorWindows: isOperators
      ? freezes.map(freeze => ({ ...denied(freeze), timezone: 'UTC' }))
      : [],
    flags: products.map(({ id }) => id),
    skewsMs: Array.from({ length: MOST_REPLICAS }, () =>
      skewed ? clocks.int(-20_000, 20_000) : 0,
    ).slice(0, scenario.replicas),
    slots: random.int(2, 5),
    chaosMs: departsAfterMs + random.int(5, 40) * MINUTE_MS,
  };
}

/** @throws Error where the simulation writes what nobody may write */
function readManifest(spec: Spec): TrainManifest {
  const parsed = parseManifest(
    {
      apiVersion: 'orchestrator/v1',
      kind: 'Train',
      metadata: { name: 'simulated' },
      spec,
    },
    { kinds: ['Train'] },
  );
  if ('issues' in parsed) {
    throw new Error(
      `The manifest of the simulation is not valid: ${JSON.stringify(
        parsed.issues,
      )}`,
    );
  }
  return parsed.manifest;
}

function specOf(
  random: Random,
  products: Product[],
  departure: number,
  freezes: Freeze[],
): Spec {
  const ids = products.map(({ id }) => id);
  const waves = wavesOf(random, ids);
  const communications = communicationsOf(random, waves);
  return {
    owner: 'group:default/commerce',
    timezone: 'UTC',
    departure: iso(departure),
    depart: random.pick(['automatic', 'automatic', 'manual']),
    milestones: [
      {
        id: 'freeze',
        title: 'Freeze',
        at: 'D-6m',
        deadline: random.chance(0.7),
      },
      { id: 'news', title: 'News', at: 'D-3m' },
      { id: 'review', title: 'Review', at: 'D+30m' },
    ],
    windows: freezes.map(denied),
    products,
    dependencies: ids.flatMap((from, index) =>
      ids
        .slice(0, index)
        .filter(() => random.chance(0.3))
        .map(to => ({ from, to, reason: 'it sells' })),
    ),
    coupled:
      ids.length > 2 && random.chance(0.5)
        ? [[ids[0], ids[random.int(1, ids.length - 1)]]]
        : [],
    gates: gatesOf(random, waves, communications),
    rehearsals: [
      { id: 'staging', title: 'Staging', environment: 'staging', due: 'D-5m' },
    ],
    waves,
    communications,
    success: random.chance(0.4)
      ? [
          {
            id: 'adoption',
            title: 'Adoption',
            kind: 'adoption',
            target: '>=20',
            query: 'adoption',
            measure: 'D+2m',
          },
        ]
      : [],
    retry: {
      initialInterval: '20s',
      coefficient: 2,
      maxInterval: '2m',
      maxRetries: random.int(0, 2),
    },
  };
}

function productOf(id: string, random: Random): Product {
  const steps = (direction: 'on' | 'off'): Step[] =>
    Array.from({ length: random.pick([1, 1, 2, 3]) }, (_, index) =>
      stepOf(`${direction}-${index + 1}`, id, direction, random),
    );
  return {
    id,
    entity: `component:default/${id}`,
    version: '1.0.0',
    criticality: random.pick(['critical', 'high', 'medium', 'low']),
    activation: steps('on'),
    rollback: steps('off'),
    runbooks: [
      {
        id: 'by-hand',
        title: 'By hand',
        steps: [
          { id: 'look', title: 'Look' },
          { id: 'switch', title: 'Switch' },
        ],
      },
    ],
  };
}

function stepOf(
  id: string,
  product: string,
  set: 'on' | 'off',
  random: Random,
): Step {
  switch (random.int(0, 9)) {
    case 0:
      return { id, manual: { instructions: 'Do it' } };
    case 1:
      return { id, manual: { runbook: 'by-hand' } };
    case 2:
    case 3:
    case 4:
      return { id, webhook: { url: `https://deploy.example.com/${product}` } };
    default:
      return { id, flag: { key: product, set } };
  }
}

function wavesOf(random: Random, ids: string[]): Spec['waves'] {
  const count = random.int(1, 3);
  return Array.from({ length: count }, (_, index) => ({
    id: `wave-${index + 1}`,
    products:
      random.chance(0.3) && index + 1 < count
        ? ids.filter((_id, place) => place <= index + 1)
        : [],
    notBefore: random.pick(['D', 'D', 'D+4m']),
    soak: random.pick(['0s', '2m', '5m']),
    analysis: {
      during: random.chance(0.5) ? [metricOf('errors', random, ids)] : [],
      after: random.chance(0.3) ? [metricOf('latency', random, ids)] : [],
    },
    onFailure: random.pick(['halt', 'rollback']),
    maxParallel: random.int(1, 3),
  }));
}

function metricOf(name: string, random: Random, ids: string[]): Metric {
  return {
    name,
    ...(random.chance(0.5) && { product: random.pick(ids) }),
    interval: '1m',
    count: random.int(1, 3),
    successCondition: 'result < 0.2',
    failureCondition: 'result > 0.8',
    prometheus: { query: 'up' },
  };
}

function communicationsOf(
  random: Random,
  waves: Spec['waves'],
): NonNullable<Spec['communications']> {
  const channels = random.chance(0.5)
    ? [{ kind: 'email' as const, to: ['all@example.com'] }]
    : [
        { kind: 'email' as const, to: ['all@example.com'] },
        { kind: 'webhook' as const, to: ['chat'] },
      ];
  const text = { channels, subject: 'News', body: 'It comes' };
  return [
    {
      id: 'news',
      persona: 'customers' as const,
      moment: 'before' as const,
      milestone: 'news',
      approvers: random.chance(0.5) ? [RELEASE] : [],
      ...text,
    },
    {
      id: 'done',
      persona: 'support' as const,
      moment: 'after' as const,
      ...(random.chance(0.5)
        ? { wave: waves[0].id }
        : { milestone: random.pick(['departure', 'review']) }),
      ...text,
    },
  ].slice(0, random.int(0, 2));
}

function gatesOf(
  random: Random,
  waves: Spec['waves'],
  communications: NonNullable<Spec['communications']>,
): Spec['gates'] {
  const criteria = (): Spec['gates'][number]['criteria'] => {
    const possible: Spec['gates'][number]['criteria'] = [
      {
        id: 'ci',
        ci: {},
        ...(random.chance(0.5) && { validFor: random.pick(['15m', '1h']) }),
      },
      { id: 'ready', checklist: { items: [{ id: 'docs', title: 'Docs' }] } },
      {
        id: 'owner',
        criticality: ['critical', 'high'],
        signOff: { from: [RELEASE] },
      },
      {
        id: 'on-call',
        scope: random.pick(['train', 'product']),
        onCall: {},
        ...(random.chance(0.3) && { validFor: '10m' }),
      },
      {
        id: 'health',
        scope: 'train',
        analysis: {
          metrics: [
            {
              name: 'saturation',
              interval: '1m',
              count: 2,
              successCondition: 'result < 0.2',
              failureCondition: 'result > 0.8',
              prometheus: { query: 'up' },
            },
          ],
        },
      },
      {
        id: 'rehearsed',
        scope: 'train',
        rehearsal: { rehearsals: ['staging'] },
        ...(random.chance(0.3) && { validFor: random.pick(['8m', '1h']) }),
      },
      ...(communications.length > 0
        ? [
            {
              id: 'told',
              scope: 'train' as const,
              communications: {
                communications: communications.map(({ id }) => id),
              },
              ...(random.chance(0.4) && { validFor: '5m' }),
            },
          ]
        : []),
    ];
    const some = possible.filter(() => random.chance(0.35));
    return some.length > 0 ? some : [random.pick(possible)];
  };
  const signOffs = (): NonNullable<Spec['gates'][number]['signOffs']> =>
    random.chance(0.6)
      ? [
          {
            id: 'release',
            from: [RELEASE],
            required: random.int(1, 2),
            roles: random.chance(0.3)
              ? { lead: ['user:default/ben', 'user:default/cleo'] }
              : {},
            selfApproval: random.chance(0.2),
          },
        ]
      : [];
  return [
    {
      id: 'go',
      opens: 'D-8m',
      expiresAfter: random.pick(['30d', '30d', '20m']),
      criteria: criteria(),
      signOffs: signOffs(),
    },
    ...(waves.length > 1 && random.chance(0.5)
      ? [
          {
            id: 'next',
            before: waves[1].id,
            opens: 'D-2m',
            criteria: criteria(),
            signOffs: signOffs(),
          },
        ]
      : []),
  ];
}

function denied({ from, to }: Freeze) {
  return { kind: 'deny' as const, ranges: [{ from: iso(from), to: iso(to) }] };
}

function freezeOf(random: Random, departsAfterMs: number): Freeze {
  const from = START + departsAfterMs + random.int(-10, 10) * MINUTE_MS;
  return { from, to: from + random.int(3, 30) * MINUTE_MS };
}

/** Some know their owner, some need each other by the catalog. */
function factsOf({ products }: Spec, random: Random): CatalogFacts {
  return {
    entities: Object.fromEntries(
      products.map(({ id, entity }) => [
        entity,
        random.chance(0.8) ? { title: id, owner: teamOf(id) } : { title: id },
      ]),
    ),
    dependencies: products.flatMap(({ entity: from }, index) =>
      products
        .slice(0, index)
        .filter(() => random.chance(0.15))
        .map(({ entity: to }) => ({ from, to })),
    ),
    consumers: [],
  };
}

/** Who owns a product. */
export function teamOf(product: string): string {
  return `group:default/team-${product}`;
}

function iso(time: number): string {
  return new Date(time).toISOString();
}

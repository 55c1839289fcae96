import { milestoneAt, type WorkCalendar } from '../calendar';
import {
  assessContracts,
  contractUses,
  type ContractConsumer,
} from '../contracts';
import { activationLayers, type DependencyEdge } from '../dependencies';
import type { Strictness } from '../gates/strictness';
import type { TrainManifest } from '../manifest';
import type { PlannedProduct, PlanProblem, TrainPlan } from '../model';
import { formatInstant, parseInstant } from '../pacing';
import { rolloutWindow } from '../sweep/rolloutWindow';
import type { Window } from '../windows';
import { parseLocalOrInstant, toFloating } from '../windows/localTime';
import { notAskedProblems, strictnessProblems } from './demandProblems';
import { windowsOf } from './windowsOf';

/** What the catalog says about the products of a train. @public */
export interface CatalogFacts {
  /** By entity reference; one that isn't there is unknown. */
  entities: Record<string, { title?: string; owner?: string }>;
  /** Technical dependencies between entities, from their relations. */
  dependencies: { from: string; to: string; reason?: string }[];
  /** Everybody who uses an interface that the train offers. */
  consumers: ContractConsumer[];
}

/** How a train is planned. @public */
export interface PlanOptions {
  revision: number;
  /** Which departure, for a train with a schedule. */
  departure?: string;
  strictness: Strictness;
  /** Windows of the portal, for every run. Left out: there are none. */
  operatorWindows?: Window[];
}

/** Work calendar of a train. @public */
export function trainCalendar({
  timezone,
  calendar,
}: Pick<TrainManifest['spec'], 'timezone' | 'calendar'>): WorkCalendar {
  return {
    timezone,
    weekend: calendar.weekend,
    holidays: calendar.holidays.map(holiday =>
      typeof holiday === 'string' ? holiday : holiday.date,
    ),
  };
}

/**
 * Works out what follows from a manifest and the catalog: dates, order, contracts, and what is wrong.
 *
 * @throws ConflictError that names the path where products need each other in a circle
 * @throws InputError where a train with a schedule is planned without its departure
 * @public
 */
export function planTrain(
  manifest: TrainManifest,
  facts: CatalogFacts,
  options: PlanOptions,
): TrainPlan {
  const { spec } = manifest;
  const calendar = trainCalendar(spec);
  const departure = formatInstant(
    options.departure === undefined
      ? parseLocalOrInstant(spec.departure ?? '', spec.timezone, 'departure')
      : parseInstant(options.departure, 'departure'),
  );
  const ids = spec.products.map(({ id }) => id);
  const edges = dependencyEdges(manifest, facts);
  const layers = activationLayers(ids, edges);
  const products = spec.products.map((product): PlannedProduct => {
    const entity = facts.entities[product.entity];
    const owner = product.owner ?? entity?.owner;
    return {
      id: product.id,
      entityRef: product.entity,
      title: product.title ?? entity?.title ?? product.id,
      ...(owner !== undefined && { owner }),
      release: product.version,
      criticality: product.criticality,
      layer: layers.findIndex(layer => layer.includes(product.id)),
    };
  });
  const { offers, consumers } = contractParties(manifest, facts);
  const contracts = assessContracts(
    offers,
    consumers,
    localDate(departure, spec.timezone),
  );
  const uses = contractUses(offers, consumers);
  const at = (offset: string) =>
    milestoneAt({ at: offset }, departure, calendar);
  return {
    revision: options.revision,
    departure,
    milestones: spec.milestones
      .map(milestone => ({
        id: milestone.id,
        title: milestone.title,
        at: milestoneAt(milestone, departure, calendar),
        deadline: milestone.deadline,
      }))
      .sort((a, b) => (a.at < b.at ? -1 : 1)),
    products,
    edges,
    layers,
    contracts,
    ...(uses.length > 0 && { consumers: uses }),
    problems: [
      ...productProblems(products, facts),
      ...contracts.map(
        ({ severity, message, consumer }): PlanProblem => ({
          severity,
          code: 'contract',
          message,
          ...productOf(products, consumer),
        }),
      ),
      ...strictnessProblems(manifest, options.strictness),
      ...notAskedProblems(manifest, departure, at),
      ...freezeProblems(manifest, departure, options.operatorWindows),
    ],
    strictness: options.strictness,
    gatesOpen: Object.fromEntries(
      spec.gates.map(({ id, opens }) => [id, at(opens)]),
    ),
    wavesNotBefore: Object.fromEntries(
      spec.waves.map(({ id, notBefore }) => [id, at(notBefore)]),
    ),
  };
}

function dependencyEdges(
  manifest: TrainManifest,
  facts: CatalogFacts,
): DependencyEdge[] {
  const { products, dependencies } = manifest.spec;
  const idsOf = (entityRef: string) =>
    products.filter(({ entity }) => entity === entityRef).map(({ id }) => id);
  return [
    ...facts.dependencies.flatMap(({ from, to, reason }) =>
      idsOf(from).flatMap(source =>
        idsOf(to)
          .filter(target => target !== source)
          .map(
            (target): DependencyEdge => ({
              from: source,
              to: target,
              kind: 'technical',
              ...(reason !== undefined && { reason }),
            }),
          ),
      ),
    ),
    ...dependencies.map(
      (edge): DependencyEdge => ({ ...edge, kind: 'commercial' }),
    ),
  ];
}

/** What the products offer, and who uses it. */
function contractParties(
  manifest: TrainManifest,
  { consumers }: CatalogFacts,
): {
  offers: Parameters<typeof assessContracts>[0];
  consumers: ContractConsumer[];
} {
  const { products } = manifest.spec;
  // What a product of the train says of itself is newer than what the catalog knows.
  const aboard: ContractConsumer[] = products.map(
    ({ entity, owner, contracts }) => ({
      entityRef: entity,
      ...(owner !== undefined && { owner }),
      needs: contracts.needs,
    }),
  );
  const says = (entityRef: string, api: string) =>
    aboard.some(
      one =>
        one.entityRef === entityRef && one.needs.some(need => need.api === api),
    );
  return {
    offers: products.map(({ entity, contracts }) => ({
      provider: entity,
      contracts: contracts.offers,
    })),
    consumers: [
      ...aboard,
      ...consumers.map(consumer => ({
        ...consumer,
        needs: consumer.needs.filter(
          ({ api }) => !says(consumer.entityRef, api),
        ),
      })),
    ],
  };
}

/** Kinds of entities that can be a product. */
const PRODUCT_KINDS = ['system', 'component'];

function kindOf(entityRef: string): string {
  return entityRef.split(':')[0].toLowerCase();
}

function productProblems(
  products: PlannedProduct[],
  facts: CatalogFacts,
): PlanProblem[] {
  return products.flatMap(({ id, entityRef, owner }): PlanProblem[] => [
    ...(Object.hasOwn(facts.entities, entityRef)
      ? []
      : [
          {
            severity: 'blocks' as const,
            code: 'unknownEntity' as const,
            product: id,
            message: `${entityRef} is not in the catalog, or you may not see it`,
          },
        ]),
    ...(PRODUCT_KINDS.includes(kindOf(entityRef))
      ? []
      : [
          {
            severity: 'blocks' as const,
            code: 'wrongKind' as const,
            product: id,
            message: `entity of ${id} is ${entityRef}: a product is a ${PRODUCT_KINDS.join(
              ' or ',
            )} of the catalog`,
          },
        ]),
    ...(owner === undefined
      ? [
          {
            severity: 'warns' as const,
            code: 'noOwner' as const,
            product: id,
            message: `${id} has no owner: name one in the manifest or in the catalog, so that somebody is asked`,
          },
        ]
      : []),
  ]);
}

function freezeProblems(
  manifest: TrainManifest,
  departure: string,
  operatorWindows: Window[] | undefined,
): PlanProblem[] {
  const { open, reason, nextOpen } = rolloutWindow(
    windowsOf(manifest, operatorWindows),
    undefined,
    departure,
  );
  return open
    ? []
    : [
        {
          severity: 'warns',
          code: 'departureInFreeze',
          message: `The departure falls in a closed window. ${reason}${
            nextOpen ? ` It opens ${nextOpen}.` : ''
          }`,
        },
      ];
}

function productOf(
  products: PlannedProduct[],
  entityRef: string,
): { product?: string } {
  const product = products.find(candidate => candidate.entityRef === entityRef);
  return product ? { product: product.id } : {};
}

function localDate(instant: string, timezone: string): string {
  return new Date(toFloating(Date.parse(instant), timezone))
    .toISOString()
    .slice(0, 10);
}

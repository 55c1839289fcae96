import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  RELATION_CONSUMES_API,
  RELATION_DEPENDS_ON,
  RELATION_PROVIDES_API,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type {
  CatalogFacts,
  ContractConsumer,
  TrainManifest,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { NEEDS_ANNOTATION } from './annotations';
import {
  DESCRIBED_FIELDS,
  ownerOf,
  relatedTo,
  systemOf,
} from './describeEntity';
import { parseNeeds } from './parseNeeds';

const PER_PAGE = 500;

/**
 * Finds out what the catalog knows of the products of a train: owners, what they need of each other, and who uses the
 * interfaces that they offer.
 *
 * @remarks A product that is a system stands for all of its components.
 */
export class CatalogProducts {
  readonly #catalog: Pick<
    CatalogService,
    'streamEntities' | 'getEntitiesByRefs'
  >;

  constructor(options: {
    catalog: Pick<CatalogService, 'streamEntities' | 'getEntitiesByRefs'>;
  }) {
    this.#catalog = options.catalog;
  }

  /** @param credentials - of whoever plans the train: what they may not read is not there */
  async facts(
    { spec }: TrainManifest,
    credentials: BackstageCredentials,
  ): Promise<CatalogFacts> {
    const refs = [...new Set(spec.products.map(({ entity }) => entity))];
    const { items } = await this.#catalog.getEntitiesByRefs(
      { entityRefs: refs, fields: DESCRIBED_FIELDS },
      { credentials },
    );
    const entities: CatalogFacts['entities'] = {};
    // By entity: the product that it belongs to.
    const members = new Map<string, string>();
    const found: Entity[] = [];
    refs.forEach((ref, index) => {
      const entity = items[index];
      if (entity) {
        entities[ref] = {
          title: entity.metadata.title ?? entity.metadata.name,
          owner: ownerOf(entity),
        };
        members.set(stringifyEntityRef(entity), ref);
        found.push(entity);
      }
    });
    const systems = refs.filter(ref => ref.startsWith('system:'));
    for await (const part of this.#partsOf(systems, credentials)) {
      const system = systemOf(part);
      const ref = stringifyEntityRef(part);
      // A component that travels by itself is not its system's.
      if (system !== undefined && !members.has(ref)) {
        members.set(ref, system);
        found.push(part);
      }
    }
    return {
      entities,
      dependencies: dependenciesOf(found, members),
      consumers: await this.#consumersOf(
        spec.products.flatMap(({ contracts }) =>
          contracts.offers.map(({ api }) => api),
        ),
        credentials,
      ),
    };
  }

  async *#partsOf(
    systems: string[],
    credentials: BackstageCredentials,
  ): AsyncGenerator<Entity> {
    if (systems.length > 0) {
      yield* this.#stream({ 'relations.partof': systems }, credentials);
    }
  }

  async #consumersOf(
    apis: string[],
    credentials: BackstageCredentials,
  ): Promise<ContractConsumer[]> {
    const asked = [...new Set(apis)];
    if (asked.length === 0) {
      return [];
    }
    const consumers: ContractConsumer[] = [];
    for await (const entity of this.#stream(
      { 'relations.consumesapi': asked },
      credentials,
    )) {
      const owner = ownerOf(entity);
      const says = parseNeeds(entity.metadata.annotations?.[NEEDS_ANNOTATION]);
      consumers.push({
        entityRef: stringifyEntityRef(entity),
        ...(owner !== undefined && { owner }),
        needs: relatedTo(entity, RELATION_CONSUMES_API)
          .filter(api => asked.includes(api))
          .map(api => says.find(need => need.api === api) ?? { api }),
      });
    }
    return consumers;
  }

  async *#stream(
    filter: Record<string, string[]>,
    credentials: BackstageCredentials,
  ): AsyncGenerator<Entity> {
    for await (const page of this.#catalog.streamEntities(
      { filter, fields: DESCRIBED_FIELDS, pageSize: PER_PAGE },
      { credentials },
    )) {
      yield* page;
    }
  }
}

/** Who needs whom: by `dependsOn`, and by an interface that the other one provides. */
function dependenciesOf(
  entities: Entity[],
  members: ReadonlyMap<string, string>,
): CatalogFacts['dependencies'] {
  const providers = new Map<string, string>();
  for (const entity of entities) {
    const product = members.get(stringifyEntityRef(entity));
    if (product !== undefined) {
      relatedTo(entity, RELATION_PROVIDES_API).forEach(api =>
        providers.set(api, product),
      );
    }
  }
  const edges = new Map<string, CatalogFacts['dependencies'][number]>();
  const note = (from: string, to: string | undefined, reason: string) => {
    if (to !== undefined && to !== from && !edges.has(`${from} ${to}`)) {
      edges.set(`${from} ${to}`, { from, to, reason });
    }
  };
  for (const entity of entities) {
    const ref = stringifyEntityRef(entity);
    const product = members.get(ref) ?? ref;
    relatedTo(entity, RELATION_DEPENDS_ON).forEach(other =>
      note(product, members.get(other), `${ref} depends on ${other}`),
    );
    relatedTo(entity, RELATION_CONSUMES_API).forEach(api =>
      note(product, providers.get(api), `${ref} consumes ${api}`),
    );
  }
  return [...edges.values()];
}

import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type { ScmIntegrations } from '@backstage/integration';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  parseEntityRef,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import type {
  RepositoryRef,
  SweepPreview,
  TargetDescription,
  TargetSelector,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { RepositoryAccess } from '@backstage-orchestrator/plugin-orchestrator-node';
import {
  checkReferences,
  checkRepositories,
  markDuplicates,
} from './checkTargets';
import {
  DESCRIBED_FIELDS,
  describeEntity,
  describeMissing,
} from './describeEntity';
import { KnownEntities } from './KnownEntities';
import { pathFilter } from './pathFilter';
import { RepositoryResolver, type ServedHosts } from './RepositoryResolver';

const ENTITIES_PER_PAGE = 500;
const PREVIEW_SAMPLE = 20;

export interface CatalogTargetsOptions {
  catalog: Pick<CatalogService, 'streamEntities' | 'getEntitiesByRefs'>;
  integrations: Pick<ScmIntegrations, 'byUrl'>;
  codeHosts: ServedHosts;
  /** Asks a code host for a repository; without it, missing and archived repositories show in the dry run. */
  access?: (repository: RepositoryRef) => Promise<RepositoryAccess>;
}

/** What a selector finds; the caller adds the batches. */
export type TargetPreview = Omit<SweepPreview, 'batches'> & {
  all: TargetDescription[];
};

/**
 * Finds the modules that a sweep is about.
 *
 * @remarks
 * Taken: what the filter finds and what `include` names, without what `exclude` names; of those, the ones with the
 * labels and at one of the paths. A target that can't be worked on is listed with its problems.
 */
export class CatalogTargets {
  readonly #catalog: CatalogTargetsOptions['catalog'];
  readonly #repositories: RepositoryResolver;
  readonly #access: CatalogTargetsOptions['access'];

  constructor(options: CatalogTargetsOptions) {
    this.#catalog = options.catalog;
    this.#repositories = new RepositoryResolver(options);
    this.#access = options.access;
  }

  /**
   * Gives the targets sorted by entity reference, each once. Entities are read page by page; what is held are the
   * descriptions, since which of two duplicates comes first is known only at the end.
   *
   * @param credentials - Of whoever started the run: what they may not read is not there
   */
  async *discover(
    selector: TargetSelector,
    credentials: BackstageCredentials,
  ): AsyncIterable<TargetDescription> {
    const found = await this.#collect(selector, credentials);
    found.sort((one, other) => compare(one.entityRef, other.entityRef));
    const checked = this.#access
      ? await checkRepositories(found, this.#access)
      : found;
    yield* markDuplicates(checked);
  }

  /** Counts what {@link CatalogTargets.discover} would give. */
  async preview(
    selector: TargetSelector,
    credentials: BackstageCredentials,
  ): Promise<TargetPreview> {
    const all: TargetDescription[] = [];
    const owners = new Map<string, number>();
    for await (const target of this.discover(selector, credentials)) {
      all.push(target);
      if (target.owner !== undefined) {
        owners.set(target.owner, (owners.get(target.owner) ?? 0) + 1);
      }
    }
    return {
      targets: all.length,
      problems: all.filter(({ problems }) => problems.length > 0).length,
      owners: [...owners]
        .map(([owner, targets]) => ({ owner, targets }))
        .sort(
          (one, other) =>
            other.targets - one.targets || compare(one.owner, other.owner),
        ),
      sample: all.slice(0, PREVIEW_SAMPLE),
      all,
    };
  }

  async #collect(
    selector: TargetSelector,
    credentials: BackstageCredentials,
  ): Promise<TargetDescription[]> {
    const known = new KnownEntities(this.#catalog, credentials);
    const seen = new Set(selector.exclude.map(normalizeRef));
    const isAtPath = pathFilter(selector.paths);
    const labels = Object.entries(selector.labels);
    const found: TargetDescription[] = [];

    const take = async (entities: readonly Entity[]) => {
      const page: TargetDescription[] = [];
      for (const entity of entities) {
        const target = describeEntity(entity, this.#repositories);
        known.add(target.entityRef);
        const wanted =
          !seen.has(target.entityRef) &&
          labels.every(([key, value]) => target.labels[key] === value) &&
          // Where the repository is not known, neither is the path: the target is shown with its problem.
          (!target.repository || isAtPath(target.repository.path));
        if (wanted) {
          page.push(target);
        }
        seen.add(target.entityRef);
      }
      await known.load(
        page.flatMap(({ owner, dependsOn }) =>
          owner === undefined ? dependsOn : [owner, ...dependsOn],
        ),
      );
      found.push(...page.map(target => checkReferences(target, known)));
    };

    if (selector.filter !== undefined) {
      const pages = this.#catalog.streamEntities(
        {
          filter: selector.filter,
          fields: DESCRIBED_FIELDS,
          pageSize: ENTITIES_PER_PAGE,
        },
        { credentials },
      );
      for await (const page of pages) {
        await take(page);
      }
    }
    const included = [...new Set(selector.include.map(normalizeRef))].filter(
      ref => !seen.has(ref),
    );
    for (let at = 0; at < included.length; at += ENTITIES_PER_PAGE) {
      const entityRefs = included.slice(at, at + ENTITIES_PER_PAGE);
      const { items } = await this.#catalog.getEntitiesByRefs(
        { entityRefs, fields: DESCRIBED_FIELDS },
        { credentials },
      );
      await take(items.filter(item => item !== undefined));
      found.push(
        ...entityRefs
          .filter((_, index) => items[index] === undefined)
          .map(describeMissing),
      );
    }
    return found;
  }
}

function normalizeRef(entityRef: string): string {
  return stringifyEntityRef(parseEntityRef(entityRef));
}

/** By code unit: the same order wherever it is computed. */
function compare(one: string, other: string): number {
  if (one === other) {
    return 0;
  }
  return one < other ? -1 : 1;
}

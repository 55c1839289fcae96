import type { AuthService } from '@backstage/backend-plugin-api';
import {
  ANNOTATION_LOCATION,
  ANNOTATION_SOURCE_LOCATION,
  type Entity,
} from '@backstage/catalog-model';
import { InputError, NotFoundError } from '@backstage/errors';
import type { ScmIntegrations } from '@backstage/integration';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { RepositoryRef } from '@backstage-orchestrator/plugin-orchestrator-common';
import { GITHUB, GITHUB_HOST } from '../github';
import { PROJECT_SLUG_ANNOTATION, REPOSITORY_ANNOTATION } from './annotations';
import { RepositoryResolver } from './RepositoryResolver';

const SLUG = /^[A-Za-z0-9][A-Za-z0-9_-]*\/[A-Za-z0-9._-]+$/;

/** Finds the repository that a train means: the one that its manifest names, or that of a product in the catalog. */
export class ProductRepositories {
  readonly #integrations: ScmIntegrations;
  readonly #catalog: Pick<CatalogService, 'getEntityByRef'>;
  readonly #auth: Pick<AuthService, 'getOwnServiceCredentials'>;
  readonly #resolver: RepositoryResolver;

  constructor(options: {
    integrations: ScmIntegrations;
    catalog: Pick<CatalogService, 'getEntityByRef'>;
    auth: Pick<AuthService, 'getOwnServiceCredentials'>;
  }) {
    this.#integrations = options.integrations;
    this.#catalog = options.catalog;
    this.#auth = options.auth;
    this.#resolver = new RepositoryResolver({
      integrations: options.integrations,
      codeHosts: { has: () => true },
    });
  }

  /**
   * @param named - as manifests have it, `github:org/name` or an address
   * @throws InputError where an address is of no integration
   */
  named(named: string): RepositoryRef {
    if (!named.startsWith('https://')) {
      const colon = named.indexOf(':');
      return { host: named.slice(0, colon), name: named.slice(colon + 1) };
    }
    const integration = this.#integrations.byUrl(named);
    if (!integration) {
      throw new InputError(
        `repository: found ${named}, accepted is an address of a code host that integrations has`,
      );
    }
    return {
      host: integration.type,
      name: new URL(named).pathname.slice(1),
      url: named,
    };
  }

  /** @throws NotFoundError for an entity that is not there, InputError for one that names no repository */
  async ofEntity(entityRef: string): Promise<RepositoryRef> {
    const entity = await this.#catalog.getEntityByRef(entityRef, {
      credentials: await this.#auth.getOwnServiceCredentials(),
    });
    if (!entity) {
      throw new NotFoundError(`${entityRef} is not in the catalog`);
    }
    const annotations = entity.metadata.annotations ?? {};
    const slug = annotations[PROJECT_SLUG_ANNOTATION];
    if (slug !== undefined && !(REPOSITORY_ANNOTATION in annotations)) {
      if (!SLUG.test(slug)) {
        throw new InputError(
          `The annotation ${PROJECT_SLUG_ANNOTATION} of ${entityRef} is ${JSON.stringify(
            slug,
          )}; it must be like org/payments-api`,
        );
      }
      const url = `https://${this.#githubOf(entity)}/${slug}`;
      return { host: GITHUB, name: slug, url };
    }
    const resolved = this.#resolver.resolve(entity);
    if ('problem' in resolved) {
      throw new InputError(
        `${entityRef} has no repository to look at. ${resolved.problem.message}`,
      );
    }
    return resolved.repository;
  }

  /** As Backstage has it: a slug belongs to the GitHub that the entity's code is on. */
  #githubOf({ metadata: { annotations = {} } }: Entity): string {
    const location =
      annotations[ANNOTATION_SOURCE_LOCATION] ??
      annotations[ANNOTATION_LOCATION] ??
      '';
    const address = location.replace(/^url:/, '');
    const integration = URL.canParse(address)
      ? this.#integrations.github.byUrl(address)
      : undefined;
    return integration?.config.host ?? GITHUB_HOST;
  }
}

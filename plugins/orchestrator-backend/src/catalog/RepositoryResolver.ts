import {
  ANNOTATION_LOCATION,
  ANNOTATION_SOURCE_LOCATION,
  parseLocationRef,
  type Entity,
} from '@backstage/catalog-model';
import type { ScmIntegration, ScmIntegrations } from '@backstage/integration';
import type {
  RepositoryRef,
  TargetProblem,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { PATH_ANNOTATION, REPOSITORY_ANNOTATION } from './annotations';
import { normalizeRepositoryPath } from './repositoryPath';
import { parseSourceUrl, type SourceLocation } from './sourceUrl';

/** Segments start with something else than a dash or a dot: no option, nothing hidden, no way up. */
const REPOSITORY_NAME =
  /^[A-Za-z0-9_~][A-Za-z0-9._~-]*(\/[A-Za-z0-9_~][A-Za-z0-9._~-]*)*$/;
const CATALOG_FILE = /\.(ya?ml|json)$/i;

export type ResolvedRepository =
  | { repository: RepositoryRef }
  | { problem: TargetProblem };

/** Which types of code host this orchestrator serves; a Set or a Map does. */
export interface ServedHosts {
  has(type: string): boolean;
}

/** Finds out from the annotations of an entity where its code is; only configured places are accepted. */
export class RepositoryResolver {
  readonly #integrations: Pick<ScmIntegrations, 'byUrl'>;
  readonly #codeHosts: ServedHosts;

  constructor(options: {
    integrations: Pick<ScmIntegrations, 'byUrl'>;
    codeHosts: ServedHosts;
  }) {
    this.#integrations = options.integrations;
    this.#codeHosts = options.codeHosts;
  }

  resolve(entity: Entity): ResolvedRepository {
    const annotations = entity.metadata.annotations ?? {};
    const explicit = annotations[REPOSITORY_ANNOTATION];
    const found =
      explicit === undefined
        ? this.#fromLocations(annotations)
        : this.#fromAnnotation(explicit);
    if ('problem' in found) {
      return found;
    }
    const { path: foundPath = '', ...repository } = found.repository;
    const text = annotations[PATH_ANNOTATION] ?? foundPath;
    const normalized = normalizeRepositoryPath(text);
    if (normalized.invalid) {
      return problem(
        'noRepository',
        `Its path ${JSON.stringify(
          text,
        )} does not stay inside the repository: correct the annotation ${PATH_ANNOTATION}`,
      );
    }
    const { path } = normalized;
    return {
      repository: { ...repository, ...(path !== undefined && { path }) },
    };
  }

  #fromAnnotation(text: string): ResolvedRepository {
    const colon = text.indexOf(':');
    const host = text.slice(0, Math.max(colon, 0));
    const name = text.slice(colon + 1);
    if (host === '' || name.includes('..') || !REPOSITORY_NAME.test(name)) {
      return problem(
        'noRepository',
        `Its annotation ${REPOSITORY_ANNOTATION} is ${JSON.stringify(
          text,
        )}; it must be like local:payments-api or github:org/payments-api`,
      );
    }
    return this.#codeHosts.has(host)
      ? { repository: { host, name } }
      : problem(
          'hostNotAllowed',
          `Its annotation ${REPOSITORY_ANNOTATION} names the code host ${host}, which is not set up for the orchestrator`,
        );
  }

  #fromLocations(annotations: Record<string, string>): ResolvedRepository {
    const source = urlOf(annotations[ANNOTATION_SOURCE_LOCATION]);
    const managedBy = urlOf(annotations[ANNOTATION_LOCATION]);
    const url = source ?? managedBy;
    if (url === undefined) {
      return problem(
        'noRepository',
        `It names no repository: add the annotation ${ANNOTATION_SOURCE_LOCATION} or ${REPOSITORY_ANNOTATION}`,
      );
    }
    const integration = this.#integrations.byUrl(url);
    if (!integration) {
      return problem(
        'hostNotAllowed',
        `Its code is at ${shown(url)}, for which no integration is configured`,
      );
    }
    if (!this.#codeHosts.has(integration.type)) {
      return problem(
        'hostNotAllowed',
        `Its code is at ${shown(url)}, and the code host ${
          integration.type
        } is not set up for the orchestrator`,
      );
    }
    const location = parseSourceUrl(
      integration.type,
      url,
      basePathOf(integration),
    );
    if (
      !location ||
      location.name.includes('..') ||
      !REPOSITORY_NAME.test(location.name)
    ) {
      return problem(
        'noRepository',
        `The address ${shown(
          url,
        )} names no repository that we can read out of it: add the annotation ${REPOSITORY_ANNOTATION}`,
      );
    }
    const path = folderOf(location, source === undefined);
    return {
      repository: {
        host: integration.type,
        name: location.name,
        url: location.url,
        path,
      },
    };
  }
}

function problem(
  code: TargetProblem['code'],
  message: string,
): { problem: TargetProblem } {
  return { problem: { code, message } };
}

/** The address in a location reference such as `url:https://…`; other types of location have no repository. */
function urlOf(locationRef: string | undefined): string | undefined {
  if (locationRef === undefined) {
    return undefined;
  }
  try {
    const { type, target } = parseLocationRef(locationRef);
    return type === 'url' && URL.canParse(target) ? target : undefined;
  } catch {
    return undefined;
  }
}

/** Without credentials, which some people write into addresses. */
function shown(address: string): string {
  const url = new URL(address);
  return `${url.origin}${url.pathname}`;
}

/** The path of a catalog file means the folder that it is in. */
function folderOf(location: SourceLocation, isCatalogFile: boolean): string {
  const isFile =
    isCatalogFile || location.isFile || CATALOG_FILE.test(location.path);
  return isFile
    ? location.path.split('/').slice(0, -1).join('/')
    : location.path;
}

/** Path below which the code host is installed, from its `baseUrl`. */
function basePathOf(integration: ScmIntegration): string {
  const { config } = integration as { config?: { baseUrl?: string } };
  return config?.baseUrl && URL.canParse(config.baseUrl)
    ? new URL(config.baseUrl).pathname
    : '';
}

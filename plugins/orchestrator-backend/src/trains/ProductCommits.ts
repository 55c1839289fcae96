import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { InputError, ServiceUnavailableError } from '@backstage/errors';
import type { ScmIntegrations } from '@backstage/integration';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  isRefName,
  notesOfRange,
  renderTemplate,
  type FoundNotes,
  type NotedRef,
  type RepositoryRef,
  type TrainProduct,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import {
  FailureError,
  type CodeHost,
} from '@backstage-orchestrator/plugin-orchestrator-node';
import { RepositoryResolver } from '../catalog';
import type { FetchedRepository, GitWorkspaces } from '../git';
import { readChangesets } from './readChangesets';

/** Commits that are read for one draft; a person reads no longer notes. */
const MAX_COMMITS = 500;
/** Longest that a person waits for a repository. */
const READ_TIMEOUT_MS = 2 * 60_000;

/** Reads what the commits and the changesets of a product say, where its catalog entity says that its code is. */
export class ProductCommits {
  readonly #catalog: Pick<CatalogService, 'getEntityByRef'>;
  readonly #codeHosts: ReadonlyMap<string, Pick<CodeHost, 'access'>>;
  readonly #resolver: RepositoryResolver;
  readonly #git: () => Promise<Pick<GitWorkspaces, 'fetch'>>;

  constructor(options: {
    catalog: Pick<CatalogService, 'getEntityByRef'>;
    integrations: Pick<ScmIntegrations, 'byUrl'>;
    codeHosts: ReadonlyMap<string, Pick<CodeHost, 'access'>>;
    git(): Promise<Pick<GitWorkspaces, 'fetch'>>;
  }) {
    this.#catalog = options.catalog;
    this.#codeHosts = options.codeHosts;
    this.#resolver = new RepositoryResolver(options);
    this.#git = options.git;
  }

  /**
   * @param credentials - of whoever asks: an entity that they may not read is not there
   * @throws InputError where the repository or one of the refs is not there; ServiceUnavailableError where the code host
   *   does not answer
   */
  async read(
    product: TrainProduct,
    credentials: BackstageCredentials,
  ): Promise<FoundNotes> {
    const { changelog } = product;
    if (!changelog) {
      throw new InputError(
        `${placeOf(
          product,
        )}: found none, accepted is { from: <tag, branch or commit> }: revise the manifest to name where its commits begin`,
      );
    }
    const repository = await this.#repositoryOf(product, credentials);
    const path = changelog.path ?? repository.path;
    const name = `${repository.host}:${repository.name}`;
    const signal = AbortSignal.timeout(READ_TIMEOUT_MS);
    try {
      const fetched = await this.#fetch(repository, signal);
      const from = await this.#ref(product, 'from', name, fetched, signal);
      const to = await this.#ref(product, 'to', name, fetched, signal);
      const commits = await fetched.commitsBetween(
        {
          from: from.commit,
          to: to.commit,
          max: MAX_COMMITS + 1,
          ...(path !== undefined && { path }),
        },
        signal,
      );
      const read = commits.slice(0, MAX_COMMITS);
      const range = { from: from.commit, to: to.commit };
      const changesets = await readChangesets(fetched, range, path, signal);
      const { notes, problems } = notesOfRange({
        ...changesets,
        commits: read,
      });
      return {
        repository: name,
        ...(path !== undefined && { path }),
        from,
        to,
        commits: read.length,
        cut: commits.length > MAX_COMMITS || changesets.cut,
        ...(changesets.changesets.length > 0 && {
          changesets: changesets.changesets.length,
        }),
        ...(problems.length > 0 && { problems }),
        notes,
      };
    } catch (error) {
      if (error instanceof FailureError) {
        throw new ServiceUnavailableError(
          `The commits of ${name} could not be read: ${error.message}`,
        );
      }
      throw error;
    }
  }

  async #repositoryOf(
    product: TrainProduct,
    credentials: BackstageCredentials,
  ): Promise<RepositoryRef> {
    const { entity: ref } = product;
    const entity = await this.#catalog.getEntityByRef(ref, { credentials });
    if (!entity) {
      throw new InputError(
        `products.${product.id}.entity: found ${ref}, accepted is an entity of the catalog that you may read`,
      );
    }
    const resolved = this.#resolver.resolve(entity);
    if ('problem' in resolved) {
      throw new InputError(
        `The repository of ${ref} is not known. ${resolved.problem.message}`,
      );
    }
    return resolved.repository;
  }

  async #fetch(
    repository: RepositoryRef,
    signal: AbortSignal,
  ): Promise<FetchedRepository> {
    const host = this.#codeHosts.get(repository.host);
    if (!host) {
      throw new InputError(
        `The code host ${repository.host} is not set up for the orchestrator`,
      );
    }
    const git = await this.#git();
    return git.fetch(repository, await host.access(repository), signal);
  }

  async #ref(
    product: TrainProduct,
    field: 'from' | 'to',
    repository: string,
    fetched: FetchedRepository,
    signal: AbortSignal,
  ): Promise<NotedRef> {
    const template = product.changelog?.[field];
    if (template === undefined) {
      return { ref: fetched.baseBranch, commit: fetched.baseCommit };
    }
    const { id, version } = product;
    const ref = renderTemplate(template, { product: { id, version } });
    const commit = isRefName(ref)
      ? await fetched.resolve(ref, signal)
      : undefined;
    if (commit === undefined) {
      throw new InputError(
        `${placeOf(
          product,
        )}.${field}: found ${ref}, accepted is a branch, a tag or the full id of a commit of ${repository}`,
      );
    }
    return { ref, commit };
  }
}

function placeOf({ id }: TrainProduct): string {
  return `products.${id}.changelog`;
}

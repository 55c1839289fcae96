import { InputError } from '@backstage/errors';
import type { ScmIntegrations } from '@backstage/integration';
import type { RepositoryRef } from '@backstage-orchestrator/plugin-orchestrator-common';

/** The word for the code host in references to repositories. */
export const GITHUB = 'github';
/** Where a reference without an address is. */
export const GITHUB_HOST = 'github.com';

/** Enterprise accounts have an underscore. */
const OWNER = /^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98}[A-Za-z0-9])?$/;
const NAME = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/;

/** A repository of GitHub. */
export interface GithubRepository {
  /** Host of an integration, with its port if it has one. */
  host: string;
  owner: string;
  name: string;
}

/**
 * The repository of GitHub that a reference means.
 *
 * @throws InputError where it is none
 */
export function githubRepository({
  name: path,
  url,
}: Pick<RepositoryRef, 'name' | 'url'>): GithubRepository {
  const [owner = '', name = '', ...more] = path.split('/');
  if (!OWNER.test(owner) || !NAME.test(name) || more.length > 0) {
    throw new InputError(
      `repository: found ${JSON.stringify(
        path,
      )}, accepted is an owner and a name such as org/payments-api`,
    );
  }
  return {
    host: url === undefined ? GITHUB_HOST : new URL(url).host,
    owner,
    name: name.replace(/\.git$/, ''),
  };
}

/**
 * The name by which limits and sleeps know a GitHub: github.com is the code host that sweeps write to as well, any other
 * one goes by its address.
 */
export function pacedHostOf(host: string): string {
  return host === GITHUB_HOST ? GITHUB : host;
}

/** Address of its page. */
export function pageOf({ host, owner, name }: GithubRepository): string {
  return `https://${host}/${owner}/${name}`;
}

/**
 * The repository that an address of ours leads to, see `pageOf`.
 *
 * @throws InputError where it is none of a configured GitHub
 */
export function githubRepositoryAt(
  address: string,
  integrations: Pick<ScmIntegrations, 'github'>,
): GithubRepository {
  if (!URL.canParse(address) || !integrations.github.byUrl(address)) {
    throw new InputError(
      `repository: found ${JSON.stringify(
        address,
      )}, accepted is an address of a GitHub that integrations.github has`,
    );
  }
  const url = new URL(address);
  return githubRepository({ name: url.pathname.slice(1), url: address });
}

import { FailureError } from '@backstage-orchestrator/plugin-orchestrator-node';

/** Protocols that git may speak at all. `ext`, `fd` and other helpers never. */
export type GitProtocol = 'file' | 'https' | 'http' | 'ssh';

/** The protocols of code hosts, unless the operator says otherwise; `http` sends credentials in the clear. */
export const DEFAULT_PROTOCOLS: readonly GitProtocol[] = [
  'file',
  'https',
  'ssh',
];

const SCP_LIKE =
  /^[A-Za-z0-9_.-]+@[A-Za-z0-9][A-Za-z0-9.-]*:(?!:)[^\s-][^\s]*$/;
const SCHEMES: Record<string, GitProtocol> = {
  'file:': 'file',
  'https:': 'https',
  'http:': 'http',
  'ssh:': 'ssh',
};

/**
 * Which protocol an address of a repository uses.
 *
 * @param url - an absolute path, `file:`, `https:`, `http:` or `ssh:` URL, or `user@host:path`
 * @throws FailureError `protocolNotAllowed` for every other form, also for one that git would take for an option
 */
export function protocolOf(
  url: string,
  allowed: readonly GitProtocol[],
): GitProtocol {
  const protocol = /\p{Cc}/u.test(url) ? undefined : readProtocol(url);
  if (!protocol || !allowed.includes(protocol)) {
    throw new FailureError({
      class: 'permanent',
      code: 'protocolNotAllowed',
      message: `The address of the repository does not use an allowed protocol (${allowed.join(
        ', ',
      )})`,
    });
  }
  return protocol;
}

function readProtocol(url: string): GitProtocol | undefined {
  if (url.startsWith('/')) {
    return 'file';
  }
  if (SCP_LIKE.test(url)) {
    return 'ssh';
  }
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    return undefined;
  }
  const protocol = url.startsWith(`${parsed.protocol}//`)
    ? SCHEMES[parsed.protocol]
    : undefined;
  // ssh would take a host that starts with a dash for an option.
  return parsed.hostname.startsWith('-') || parsed.username.startsWith('-')
    ? undefined
    : protocol;
}

/**
 * Checks the name of a branch as `git check-ref-format --branch` does.
 *
 * @throws FailureError `invalidBranch`
 */
export function checkBranch(branch: string): string {
  const parts = branch.split('/');
  const wrong =
    branch === '' ||
    branch.length > 240 ||
    branch.startsWith('-') ||
    /[\p{Cc} ~^:?*[\\]|\.\.|@\{/u.test(branch) ||
    branch === '@' ||
    parts.some(
      part =>
        part === '' ||
        part.startsWith('.') ||
        part.endsWith('.lock') ||
        part.endsWith('.'),
    );
  if (wrong) {
    throw new FailureError({
      class: 'permanent',
      code: 'invalidBranch',
      message: `"${branch.slice(0, 100)}" can't be the name of a branch`,
    });
  }
  return branch;
}

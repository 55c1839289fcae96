import type { RepositoryAccess } from '@backstage-orchestrator/plugin-orchestrator-node';
import { checkBranch, protocolOf, type GitProtocol } from './address';
import type { GitCall } from './Git';

/** A repository on this disk serves us with the same care: its own settings and hooks start no programs. */
const LOCAL_SERVER =
  "git -c safe.directory='*' -c core.hooksPath=/dev/null -c core.alternateRefsCommand=true -c core.fsmonitor=false " +
  '-c gc.auto=0 -c receive.autogc=false -c uploadpack.allowFilter=true -c uploadpack.allowAnySHA1InWant=true';

/** Name by which a call of git speaks to the code host. Nothing of it is ever written into a repository. */
export const REMOTE = 'origin';

/** A repository on its code host, checked: how git reaches it and which branch is its base. */
export interface Remote {
  url: string;
  protocol: GitProtocol;
  defaultBranch: string;
  env: Record<string, string>;
}

/** @throws FailureError `protocolNotAllowed` or `invalidBranch` */
export function toRemote(
  access: RepositoryAccess,
  protocols: readonly GitProtocol[],
): Remote {
  return {
    url: access.url,
    protocol: protocolOf(access.url, protocols),
    defaultBranch: checkBranch(access.defaultBranch),
    env: access.env ?? {},
  };
}

/** What a call needs that speaks to the code host: address, credentials, protocol. */
export function speakingTo(
  remote: Remote,
): Pick<GitCall, 'settings' | 'env' | 'protocol'> {
  const settings: Record<string, string> = {
    [`remote.${REMOTE}.url`]: remote.url,
  };
  if (remote.protocol === 'file') {
    settings[`remote.${REMOTE}.uploadpack`] = `${LOCAL_SERVER} upload-pack`;
    settings[`remote.${REMOTE}.receivepack`] = `${LOCAL_SERVER} receive-pack`;
  }
  return { settings, env: remote.env, protocol: remote.protocol };
}

import type {
  CodeHost,
  CodeHostWrites,
} from '@backstage-orchestrator/plugin-orchestrator-node';
import { requestsOf } from './requests';

/** A code host as an attempt sees it: each write goes through its permit, each read respects that the host sleeps. */
export function pacedCodeHost(
  host: CodeHost,
  writes: CodeHostWrites,
): CodeHost {
  return {
    type: host.type,
    tellsOfChanges: host.tellsOfChanges,
    ...(host.repositoryAt && {
      repositoryAt: (url: string) =>
        writes.read(async () => host.repositoryAt?.(url)),
    }),
    requestsOf: write => requestsOf(host, write),
    access: repository => writes.read(() => host.access(repository)),
    findChange: (repository, branch) =>
      writes.read(() => host.findChange(repository, branch)),
    getChange: change => writes.read(() => host.getChange(change)),
    openChange: request =>
      writes.send(requestsOf(host, { kind: 'open', request }), () =>
        host.openChange(request),
      ),
    updateChange: (change, request) =>
      writes.send(requestsOf(host, { kind: 'update', request }), () =>
        host.updateChange(change, request),
      ),
    withdrawChange: (change, reason) =>
      writes.send(requestsOf(host, { kind: 'withdraw' }), () =>
        host.withdrawChange(change, reason),
      ),
    mergeChange: (change, by) =>
      writes.send(requestsOf(host, { kind: 'merge' }), () =>
        host.mergeChange(change, by),
      ),
  };
}

import type {
  RunState,
  TargetStage,
  TargetState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type {
  CodeHost,
  CodeHostWrite,
} from '@backstage-orchestrator/plugin-orchestrator-node';

/** Text, labels and reviewers; or comment, close and branch. */
const SEVERAL_PARTS = 3;

/** What counting needs to know of a code host. */
export type CountingHost = Pick<CodeHost, 'type' | 'requestsOf'>;

/** How many requests a write takes of what its host counts. */
export function requestsOf(
  host: Pick<CodeHost, 'requestsOf'>,
  write: CodeHostWrite,
): number {
  if (host.requestsOf) {
    return Math.max(1, Math.ceil(host.requestsOf(write)));
  }
  switch (write.kind) {
    case 'open':
      return (
        1 +
        Math.min(1, write.request.labels.length) +
        Math.min(1, write.request.reviewers.length)
      );
    case 'update':
    case 'withdraw':
      return SEVERAL_PARTS;
    default:
      return 1;
  }
}

/** How many requests the work on a target will take: its branch and its change, or what takes them back. */
export function expectedRequests(
  host: CountingHost,
  run: RunState,
  target: TargetState,
  stage: Exclude<TargetStage, 'dryRun'>,
): number {
  if (stage === 'rollback' && target.change?.state !== 'merged') {
    return requestsOf(host, { kind: 'withdraw' });
  }
  const { change } = run.manifest.spec;
  const open: CodeHostWrite = {
    kind: 'open',
    request: {
      runId: run.id,
      targetId: target.id,
      repository: target.repository ?? { host: host.type, name: '' },
      branch: '',
      baseBranch: '',
      headCommit: '',
      title: change.title,
      body: change.body,
      labels: change.labels,
      reviewers:
        change.reviewers === 'owners' && target.owner ? [target.owner] : [],
      draft: change.draft,
    },
  };
  return requestsOf(host, { kind: 'push' }) + requestsOf(host, open);
}

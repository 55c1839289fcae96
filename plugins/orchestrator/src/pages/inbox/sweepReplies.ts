import type { InboxItem } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Replies, Reply } from './replies';

/** Leaving a module out has its reason. */
const SKIP: Reply<InboxItem, 'no'> = {
  word: 'skip',
  words: 'required',
  give: (api, item, reason) =>
    api.skipTargets({
      ...runOf(item),
      body: { targets: targetsOf(item), reason },
    }),
};

/** What each kind of question of a sweep takes as an answer. */
const REPLIES: Record<InboxItem['kind'], Replies<InboxItem>> = {
  approval: {
    yes: { word: 'approve', words: 'optional', give: decide('approved') },
    no: { word: 'reject', words: 'required', give: decide('rejected') },
  },
  diffAcceptance: {
    yes: {
      word: 'accept',
      words: 'none',
      give: (api, item) =>
        api.acceptDiffs({ ...runOf(item), body: { targets: targetsOf(item) } }),
    },
    no: SKIP,
  },
  // All that failed of a run: which of it to skip or to roll back is chosen on its page.
  failedTarget: {
    yes: {
      word: 'retry',
      words: 'none',
      give: (api, item) => api.retryTargets({ ...runOf(item), body: {} }),
    },
  },
  // Its diff has to be before one's eyes, line by line.
  review: {},
};

/** What an item of a sweep takes as an answer; nothing where it does not say which approval or module it is about. */
export function repliesOfSweep(item: InboxItem): Replies<InboxItem> {
  const about = {
    approval: item.approvalId,
    diffAcceptance: item.targetId,
    failedTarget: item.runId,
    review: undefined,
  }[item.kind];
  return about === undefined ? {} : REPLIES[item.kind];
}

function decide(
  decision: 'approved' | 'rejected',
): Reply<InboxItem, 'yes'>['give'] {
  return (api, { runId, approvalId = '' }, comment, { approval }) =>
    api.decideApproval({
      params: { runId, approvalId },
      body: {
        decision,
        evidenceDigest: approval?.evidenceDigest ?? '',
        ...(comment && { comment }),
      },
    });
}

function runOf({ runId }: InboxItem) {
  return { params: { runId } };
}

function targetsOf({ targetId }: InboxItem): string[] {
  return targetId === undefined ? [] : [targetId];
}

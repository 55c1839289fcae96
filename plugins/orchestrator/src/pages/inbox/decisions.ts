import type {
  InboxItem,
  OrchestratorApi,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { inboxKey, problemOf } from '../../data';

/** Yes goes on (approve, accept, retry), no stops (reject, skip). */
export type Answer = 'yes' | 'no';

/** Whether an item can be answered from the inbox; a review needs its diff in front of one's eyes. */
export function isAnswerable(item: InboxItem): boolean {
  return (
    item.kind !== 'review' &&
    (item.kind === 'approval' ? item.approvalId : item.targetId) !== undefined
  );
}

const keyOf = (item: InboxItem) => inboxKey({ from: 'sweep', item });

/** Digests of what is judged, by item: taken when the question is asked, so that the answer binds to what was asked. */
export type Evidence = Map<string, string>;

/** Looks up what the approvals among some items judge now. */
export async function loadEvidence(
  api: OrchestratorApi,
  items: InboxItem[],
): Promise<Evidence> {
  const evidence: Evidence = new Map();
  for (const item of items.filter(({ kind }) => kind === 'approval')) {
    const run = await api.getRun({ params: { runId: item.runId } });
    const approval = run.approvals.find(({ id }) => id === item.approvalId);
    if (approval) {
      evidence.set(keyOf(item), approval.evidenceDigest);
    }
  }
  return evidence;
}

/**
 * Answers items one after the other.
 *
 * @throws Error that names those that did not work; the others are done.
 */
export async function answerAll(
  api: OrchestratorApi,
  items: InboxItem[],
  answer: Answer,
  reason: string,
  evidence: Evidence,
): Promise<void> {
  const failures: string[] = [];
  for (const item of items) {
    try {
      await answerOne(
        api,
        item,
        answer,
        reason,
        evidence.get(keyOf(item)) ?? '',
      );
    } catch (error) {
      failures.push(`${item.runTitle}: ${problemOf(error).message}`);
    }
  }
  if (failures.length > 0) {
    throw new Error(failures.join('\n'));
  }
}

function answerOne(
  api: OrchestratorApi,
  item: InboxItem,
  answer: Answer,
  reason: string,
  evidenceDigest: string,
): Promise<unknown> {
  const { runId } = item;
  const targets = item.targetId === undefined ? [] : [item.targetId];
  if (item.kind === 'approval') {
    return api.decideApproval({
      params: { runId, approvalId: item.approvalId ?? '' },
      body: {
        decision: answer === 'yes' ? 'approved' : 'rejected',
        evidenceDigest,
        ...(reason && { comment: reason }),
      },
    });
  }
  if (answer === 'no') {
    return api.skipTargets({ params: { runId }, body: { targets, reason } });
  }
  return item.kind === 'diffAcceptance'
    ? api.acceptDiffs({ params: { runId }, body: { targets } })
    : api.retryTargets({ params: { runId }, body: { targets } });
}

import type {
  InboxItem,
  OrchestratorApi,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { inboxKey, problemOf, type WaitingItem } from '../../data';
import { answerTrain, isAmongMany, reasonOfTrain } from './trainDecisions';

/** Yes goes on (approve, accept, retry, sign, tick), no stops (reject, skip). */
export type Answer = 'yes' | 'no';

/** Whether an item can be answered from the inbox; a review needs its diff in front of one's eyes. */
export function isAnswerable(item: InboxItem): boolean {
  return (
    item.kind !== 'review' &&
    (item.kind === 'approval' ? item.approvalId : item.targetId) !== undefined
  );
}

/** Whether an item can be answered so, among many. */
export function takes(waiting: WaitingItem, answer: Answer): boolean {
  return waiting.from === 'sweep'
    ? isAnswerable(waiting.item)
    : isAmongMany(waiting.item, answer);
}

/** Names what was chosen: a signature on other evidence than what was there then is another choice. */
export function choiceKey(waiting: WaitingItem): string {
  const { from, item } = waiting;
  return `${inboxKey(waiting)}|${(from === 'train' && item.digest) || ''}`;
}

/** Whether words are asked for with an answer. */
export type AskedReason = 'required' | 'optional' | 'none';

/** What one dialog asks for, for all of its items: the most that one of them needs, and none where none keeps it. */
export function reasonFor(items: WaitingItem[], answer: Answer): AskedReason {
  const asked = items.map(waiting =>
    waiting.from === 'sweep'
      ? reasonOfSweep(waiting.item, answer)
      : reasonOfTrain(waiting.item, answer),
  );
  return (
    (['required', 'optional'] as const).find(one => asked.includes(one)) ??
    'none'
  );
}

/** A refusal has its reason, an approval may have a comment; a retry and accepted diffs have neither. */
function reasonOfSweep({ kind }: InboxItem, answer: Answer): AskedReason {
  if (answer === 'no') {
    return 'required';
  }
  return kind === 'approval' ? 'optional' : 'none';
}

/** An item in a line, with what is known of it. */
export function lineOf(waiting: WaitingItem): string {
  return waiting.from === 'sweep'
    ? `${waiting.item.runTitle}: ${waiting.item.question} (${waiting.item.evidence})`
    : `${waiting.item.trainTitle}: ${waiting.item.question} (${waiting.item.summary})`;
}

/**
 * Digests of what sweeps want judged, by item: taken when the question is asked, so that the answer binds to what was
 * asked. An item of a train has its own.
 */
export type Evidence = Map<string, string>;

/** Looks up what the approvals among some items judge now. */
export async function loadEvidence(
  api: OrchestratorApi,
  items: WaitingItem[],
): Promise<Evidence> {
  const evidence: Evidence = new Map();
  for (const waiting of items) {
    if (waiting.from === 'sweep' && waiting.item.kind === 'approval') {
      const { runId, approvalId } = waiting.item;
      const run = await api.getRun({ params: { runId } });
      const approval = run.approvals.find(({ id }) => id === approvalId);
      if (approval) {
        evidence.set(inboxKey(waiting), approval.evidenceDigest);
      }
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
  items: WaitingItem[],
  answer: Answer,
  reason: string,
  evidence: Evidence,
): Promise<void> {
  const failures: string[] = [];
  for (const waiting of items) {
    try {
      await (waiting.from === 'sweep'
        ? answerSweep(
            api,
            waiting.item,
            answer,
            reason,
            evidence.get(inboxKey(waiting)) ?? '',
          )
        : answerTrain(api, waiting.item, answer, reason));
    } catch (error) {
      failures.push(`${lineOf(waiting)}: ${problemOf(error).message}`);
    }
  }
  if (failures.length > 0) {
    throw new Error(failures.join('\n'));
  }
}

function answerSweep(
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

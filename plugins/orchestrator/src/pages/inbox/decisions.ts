import type {
  InboxItem,
  OrchestratorApi,
  TrainInboxItem,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { inboxKey, problemOf, type WaitingItem } from '../../data';
import type { Text } from '../../translation';
import type { Evidence, EvidenceOfItems } from './evidence';
import type { Answer, AskedReason, Replies } from './replies';
import { repliesOfSweep } from './sweepReplies';
import { repliesOfTrain } from './trainReplies';

/** An item that was not answered, and why. */
export interface Refusal {
  waiting: WaitingItem;
  message: string;
}

/** Whether an item can be answered so, among many. */
export function takes(waiting: WaitingItem, answer: Answer): boolean {
  return repliesOf(waiting)[answer] !== undefined;
}

/** Names what was chosen: a signature on other evidence than what was there then is another choice. */
export function choiceKey(waiting: WaitingItem): string {
  const { from, item } = waiting;
  return `${inboxKey(waiting)}|${(from === 'train' && item.digest) || ''}`;
}

/** What one dialog asks for, for all of its items: the most that one of them needs, and none where none keeps it. */
export function reasonFor(items: WaitingItem[], answer: Answer): AskedReason {
  const asked = items.map(waiting => repliesOf(waiting)[answer]?.words);
  return (
    (['required', 'optional'] as const).find(one => asked.includes(one)) ??
    'none'
  );
}

/** The most different words that a button lists. */
const MOST_WORDS = 3;

/** What an answer is called: by what it does to each of the items, as long as that is no long list. */
export function wordFor(items: WaitingItem[], answer: Answer, t: Text): string {
  const words = [
    ...new Set(items.flatMap(waiting => wordOf(waiting, answer, t) ?? [])),
  ];
  return words.length > 0 && words.length <= MOST_WORDS
    ? words.join(' / ')
    : t(`inbox.answer.${answer}`);
}

/** What an answer does to an item, in a word; undefined where it takes none such. */
export function wordOf(
  waiting: WaitingItem,
  answer: Answer,
  t: Text,
): string | undefined {
  const { yes, no } = repliesOf(waiting);
  return answer === 'yes'
    ? yes && t(`inbox.yes.${yes.word}`)
    : no && t(`inbox.no.${no.word}`);
}

/**
 * Answers items one after the other.
 *
 * @param items - such that take this answer
 * @param words - a reason, a comment or a note; may be empty where none is required
 * @returns those that did not work, and why; the others are done
 */
export async function answerAll(
  api: OrchestratorApi,
  items: WaitingItem[],
  answer: Answer,
  words: string,
  evidence: EvidenceOfItems,
): Promise<Refusal[]> {
  const refusals: Refusal[] = [];
  for (const waiting of items) {
    const seen = evidence.get(inboxKey(waiting)) ?? {};
    try {
      if (seen.problem !== undefined) {
        throw new Error(seen.problem);
      }
      await give(api, waiting, answer, words, seen);
    } catch (error) {
      refusals.push({ waiting, message: problemOf(error).message });
    }
  }
  return refusals;
}

async function give(
  api: OrchestratorApi,
  waiting: WaitingItem,
  answer: Answer,
  words: string,
  seen: Evidence,
): Promise<unknown> {
  return waiting.from === 'sweep'
    ? repliesOfSweep(waiting.item)[answer]?.give(api, waiting.item, words, seen)
    : repliesOfTrain(waiting.item)[answer]?.give(
        api,
        waiting.item,
        words,
        seen,
      );
}

function repliesOf(
  waiting: WaitingItem,
): Replies<InboxItem> | Replies<TrainInboxItem> {
  return waiting.from === 'sweep'
    ? repliesOfSweep(waiting.item)
    : repliesOfTrain(waiting.item);
}

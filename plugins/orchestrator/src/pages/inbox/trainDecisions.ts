import type {
  OrchestratorApi,
  TrainInboxItem,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { commandCriterion } from '../train/TrainContext';
import type { Answer, AskedReason } from './decisions';

/** What needs no more than a yes and a word; the rest wants its page, its values or its text in front of one's eyes. */
const BY_A_WORD: TrainInboxItem['kind'][] = [
  'checklist',
  'readiness',
  'signOff',
  'gate',
];
/** What can be refused; an item that isn't done is left open instead. */
const REFUSABLE: TrainInboxItem['kind'][] = ['signOff', 'gate'];

/** Whether a question of a train can be answered among many. */
export function isAmongMany({ kind }: TrainInboxItem, answer: Answer): boolean {
  return (answer === 'yes' ? BY_A_WORD : REFUSABLE).includes(kind);
}

/**
 * What becomes of words that are given with an answer of `isAmongMany`: a refusal has its reason and a tick what was
 * seen, a signature may have a comment, and that somebody is ready has neither.
 */
export function reasonOfTrain(
  { kind }: TrainInboxItem,
  answer: Answer,
): AskedReason {
  if (answer === 'no' || kind === 'checklist') {
    return 'required';
  }
  return kind === 'readiness' ? 'none' : 'optional';
}

/**
 * Answers a question of a train.
 *
 * @param item - as it was shown: the answer binds to its digest
 * @param comment - a comment, or what the note of a tick says; may be empty
 * @throws Error where the item does not say what it is about, or can't be answered among many
 */
export async function answerTrain(
  api: OrchestratorApi,
  item: TrainInboxItem,
  answer: Answer,
  comment: string,
): Promise<unknown> {
  const { kind, train: trainId } = item;
  switch (kind) {
    case 'readiness':
      return api.commandTrain({
        params: { trainId },
        body: {
          command: {
            type: 'confirmReady',
            product: known(item, 'product'),
            milestone: known(item, 'subject'),
            evidence: [],
          },
        },
      });
    case 'gate':
      return api.commandGate({
        params: { trainId, gateId: known(item, 'gate') },
        body: {
          command: { type: 'sign', ...signature(item, answer, comment) },
        },
      });
    case 'signOff':
      return commandCriterion(api, trainId, known(item, 'product'), {
        type: 'signCriterion',
        gate: known(item, 'gate'),
        criterion: known(item, 'criterion'),
        ...signature(item, answer, comment),
      });
    case 'checklist':
      return commandCriterion(api, trainId, known(item, 'product'), {
        type: 'tick',
        gate: known(item, 'gate'),
        criterion: known(item, 'criterion'),
        item: known(item, 'subject'),
        done: true,
        evidence: [],
        ...(item.says !== undefined && { says: item.says }),
        ...(comment && { note: comment }),
      });
    default:
      throw new Error(`A ${kind} is not answered among many: open it`);
  }
}

function signature(item: TrainInboxItem, answer: Answer, comment: string) {
  return {
    decision: answer === 'yes' ? ('approved' as const) : ('rejected' as const),
    evidenceDigest: known(item, 'digest'),
    ...(comment && { comment }),
  };
}

/** What an item of its kind always has, unless backend and page are of different releases. */
function known(
  item: TrainInboxItem,
  name: 'gate' | 'criterion' | 'product' | 'subject' | 'digest',
): string {
  const value = item[name];
  if (value === undefined) {
    throw new Error(
      `The ${item.kind} does not say its ${name}: answer it on the page of its train`,
    );
  }
  return value;
}

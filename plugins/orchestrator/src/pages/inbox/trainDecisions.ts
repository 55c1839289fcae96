import {
  TRAIN_PART,
  type OrchestratorApi,
  type TrainInboxItem,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Answer } from './decisions';

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
 * Answers a question of a train.
 *
 * @param item - as it was shown: the answer binds to its digest
 * @param comment - a comment, or what the note of a tick says; may be empty
 */
export function answerTrain(
  api: OrchestratorApi,
  item: TrainInboxItem,
  answer: Answer,
  comment: string,
): Promise<unknown> {
  const { kind, train: trainId, product = TRAIN_PART, subject = '' } = item;
  const { gate = '', criterion = '', digest = '' } = item;
  const signature = {
    decision: answer === 'yes' ? ('approved' as const) : ('rejected' as const),
    evidenceDigest: digest,
    ...(comment && { comment }),
  };
  switch (kind) {
    case 'readiness':
      return api.commandTrain({
        params: { trainId },
        body: {
          command: {
            type: 'confirmReady',
            product,
            milestone: subject,
            evidence: [],
          },
        },
      });
    case 'gate':
      return api.commandGate({
        params: { trainId, gateId: gate },
        body: { command: { type: 'sign', ...signature } },
      });
    case 'checklist':
    case 'signOff': {
      const command =
        kind === 'signOff'
          ? { type: 'signCriterion' as const, gate, criterion, ...signature }
          : {
              type: 'tick' as const,
              gate,
              criterion,
              item: subject,
              done: true,
              evidence: [],
              ...(comment && { note: comment }),
            };
      return product === TRAIN_PART
        ? api.commandGate({
            params: { trainId, gateId: gate },
            body: { command },
          })
        : api.commandProduct({
            params: { trainId, productId: product },
            body: { command },
          });
    }
    default:
      throw new Error(`A ${kind} is not answered among many: open it`);
  }
}

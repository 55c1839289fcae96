import {
  TRAIN_PART,
  type OrchestratorApi,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { TrainInboxItem } from '../../data';
import type { OrchestratorPaths } from '../../routes';
import { cellText } from '../train/board/cellAddress';

/** What can be answered beside the question itself: the rest takes more than a note. */
const ANSWERED_HERE = [
  'gate',
  'signOff',
  'checklist',
  'readiness',
  'communication',
  'manualStep',
] as const;

/** {@inheritDoc ANSWERED_HERE} */
export type TrainAnswerKind = (typeof ANSWERED_HERE)[number];

/** Kinds whose answer is nothing without a word on what was seen or done. */
const TAKES_NOTE: ReadonlySet<TrainAnswerKind> = new Set([
  'checklist',
  'manualStep',
]);

/** The kind of answer that an item takes in the inbox; undefined where it has to be opened. */
export function answerKindOf(
  item: TrainInboxItem,
): TrainAnswerKind | undefined {
  return item.answerable
    ? ANSWERED_HERE.find(kind => kind === item.kind)
    : undefined;
}

/** Whether a note is required, or welcome, or has no place. */
export function noteOf(
  kind: TrainAnswerKind,
): 'required' | 'optional' | 'none' {
  if (TAKES_NOTE.has(kind)) {
    return 'required';
  }
  return kind === 'communication' || kind === 'readiness' ? 'none' : 'optional';
}

/** Names a question of a train. */
export function trainQuestionKey(item: TrainInboxItem): string {
  const { kind, train, gate, criterion, product, wave, subject } = item;
  return [kind, train, gate, criterion, product, wave, subject].join('|');
}

/** The page on which the evidence of a question is. */
export function pathOfQuestion(
  paths: OrchestratorPaths,
  item: TrainInboxItem,
): string {
  const { kind, train, gate, criterion, product, wave } = item;
  switch (kind) {
    case 'readiness':
      return paths.train(train, 'timeline');
    case 'communication':
      return paths.train(train, 'communications');
    case 'manualStep':
      return wave && product && !item.answerable
        ? paths.runbook(train, wave, product)
        : paths.train(train, 'waves');
    default:
      if (gate && criterion && product) {
        const cell = cellText({ part: product, gate, criterion });
        return paths.train(train, 'board', { cell });
      }
      return paths.train(train, wave ? 'waves' : 'board');
  }
}

/**
 * Says yes to a question: signs, ticks, confirms or approves what was shown.
 *
 * @param note - what was seen or done, in words
 * @throws what the API answers; a digest that is no longer that of what there is now is refused
 */
export async function answerQuestion(
  api: OrchestratorApi,
  item: TrainInboxItem,
  note: string,
): Promise<unknown> {
  const { train: trainId, gate = '', criterion = '', digest = '' } = item;
  const { product = '', subject = '', wave = '' } = item;
  const comment = note === '' ? {} : { comment: note };
  switch (answerKindOf(item)) {
    case 'gate':
      return api.commandGate({
        params: { trainId, gateId: gate },
        body: {
          command: {
            ...{ type: 'sign', decision: 'approved', evidenceDigest: digest },
            ...comment,
          },
        },
      });
    case 'signOff':
      return commandPart(api, item, {
        ...{ type: 'signCriterion', gate, criterion, decision: 'approved' },
        ...{ evidenceDigest: digest, ...comment },
      });
    case 'checklist':
      return commandPart(api, item, {
        ...{ type: 'tick', gate, criterion, item: subject },
        ...{ done: true, note, evidence: [] },
      });
    case 'readiness':
      return api.commandTrain({
        params: { trainId },
        body: {
          command: {
            ...{ type: 'confirmReady', product, milestone: subject },
            evidence: [],
          },
        },
      });
    case 'communication':
      return api.commandTrain({
        params: { trainId },
        body: {
          command: { type: 'approveCommunication', id: subject, digest },
        },
      });
    case 'manualStep':
      return api.commandProduct({
        params: { trainId, productId: product },
        body: {
          command: {
            ...{ type: 'finishManualStep', wave, step: subject },
            ...{ result: 'done', note },
          },
        },
      });
    default:
      throw new Error(`“${item.question}” is answered on its own page`);
  }
}

type PartCommand = Extract<
  Parameters<OrchestratorApi['commandGate']>[0]['body']['command'],
  { type: 'tick' | 'signCriterion' }
>;

/** A criterion is of a product, or of the train as a whole: then its gate keeps it. */
function commandPart(
  api: OrchestratorApi,
  { train: trainId, product = '', gate = '' }: TrainInboxItem,
  command: PartCommand,
): Promise<unknown> {
  return product === TRAIN_PART
    ? api.commandGate({ params: { trainId, gateId: gate }, body: { command } })
    : api.commandProduct({
        params: { trainId, productId: product },
        body: { command },
      });
}

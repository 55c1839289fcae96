import type {
  OrchestratorApi,
  TrainDeadLetter,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { problemOf } from '../../../data';

/** What can be done to dead letters of trains. */
export const TRAIN_LETTER_ACTIONS = [
  'retry',
  'settle',
  'rollback',
  'cancel',
] as const;

/** {@inheritDoc TRAIN_LETTER_ACTIONS} */
export type TrainLetterAction = (typeof TRAIN_LETTER_ACTIONS)[number];

/** Whether something can be done to what has failed there: only a message is left out, only a step is settled. */
export function takes(
  { kind, rollback }: TrainDeadLetter,
  action: TrainLetterAction,
): boolean {
  switch (action) {
    case 'settle':
      return kind === 'step';
    case 'rollback':
      return rollback !== undefined;
    case 'cancel':
      return kind === 'message';
    default:
      return true;
  }
}

/** What the products of some dead letters of one train are taken back with. */
export interface RollbackOfTrain {
  trainId: string;
  trainTitle: string;
  scope: 'wave' | 'train';
  /** Ids of products. */
  products: string[];
  letters: TrainDeadLetter[];
}

/**
 * One rollback for each train, so that all of its products go in one order.
 *
 * @remarks Where one of them has to be taken back in all waves, all are: a rollback takes up what another one of its
 * train is taking back already, so two of them one after the other would come to the same, or to less if the first is
 * over soon.
 */
export function rollbacksOf(letters: TrainDeadLetter[]): RollbackOfTrain[] {
  return [...new Set(letters.map(({ trainId }) => trainId))].map(trainId => {
    const own = letters.filter(letter => letter.trainId === trainId);
    return {
      trainId,
      trainTitle: own[0].trainTitle,
      scope: own.some(({ rollback }) => rollback?.scope === 'train')
        ? 'train'
        : 'wave',
      products: [...new Set(own.flatMap(({ product }) => product?.id ?? []))],
      letters: own,
    };
  });
}

/** What came of a dead letter. */
export interface TrainLetterResult {
  letter: TrainDeadLetter;
  /** Why it was refused; absent where it was done. */
  reason?: string;
}

/** A command, and what it sees to. */
interface Order {
  letters: TrainDeadLetter[];
  give: (api: OrchestratorApi) => Promise<unknown>;
}

/**
 * Gives the commands that see to dead letters of trains, one after the other.
 *
 * @param words - the note of what is settled, the reason of anything else
 * @returns what came of each of them: one that is refused keeps no other
 */
export async function orderAll(
  api: OrchestratorApi,
  letters: TrainDeadLetter[],
  action: TrainLetterAction,
  words: string,
): Promise<TrainLetterResult[]> {
  const results: TrainLetterResult[] = [];
  for (const order of ordersFor(letters, action, words)) {
    const reason = await order.give(api).then(
      () => undefined,
      error => problemOf(error).message,
    );
    results.push(
      ...order.letters.map(letter => ({ letter, ...(reason && { reason }) })),
    );
  }
  return results;
}

function ordersFor(
  letters: TrainDeadLetter[],
  action: TrainLetterAction,
  words: string,
): Order[] {
  return action === 'rollback'
    ? rollbacksOf(letters).map(
        ({ trainId, scope, products, letters: own }) => ({
          letters: own,
          give: api =>
            api.commandTrain({
              params: { trainId },
              body: {
                command: { type: 'rollback', scope, products, reason: words },
              },
            }),
        }),
      )
    : letters.map(letter => ({
        letters: [letter],
        give: api => orderOne(api, letter, action, words),
      }));
}

function orderOne(
  api: OrchestratorApi,
  { trainId, id, product, wave }: TrainDeadLetter,
  action: Exclude<TrainLetterAction, 'rollback'>,
  words: string,
): Promise<unknown> {
  return product && wave
    ? api.commandProduct({
        params: { trainId, productId: product.id },
        body: {
          command:
            action === 'retry'
              ? { type: 'retryStep', wave: wave.id }
              : { type: 'settleStep', wave: wave.id, note: words },
        },
      })
    : api.commandTrain({
        params: { trainId },
        body: {
          command: {
            type:
              action === 'retry' ? 'retryCommunication' : 'cancelCommunication',
            id,
            reason: words,
          },
        },
      });
}

import { useApi } from '@backstage/core-plugin-api';
import type { TrainDeadLetter } from '@backstage-orchestrator/plugin-orchestrator-common';
import { orchestratorApiRef } from '../../../api';
import { useReasonField, type FormField } from '../../../components/dialogs';
import { useText } from '../../../translation';
import { rollbackEffect } from '../../train/rollbackEffect';
import { titleOf as titleOfProduct } from '../../train/TrainContext';
import type { Question } from './CommandBar';
import { rollbacksOf, type TrainLetterAction } from './trainLetterOrders';
import { useTrainLetterTitle } from './useTrainLetterTitle';

/** Puts together what is asked before something is done to many dead letters of trains: what comes of all of them. */
export function useTrainLetterQuestion(): (
  letters: TrainDeadLetter[],
  action: TrainLetterAction,
) => Promise<Omit<Question, 'perform'>> {
  const t = useText();
  const api = useApi(orchestratorApiRef);
  const reason = useReasonField();
  const titleOf = useTrainLetterTitle();
  const note: FormField = {
    name: 'note',
    label: t('train.waves.manualNote'),
    kind: 'long',
    required: true,
  };

  const whatOf = {
    retry: async (letters: TrainDeadLetter[]) => {
      const steps = letters.filter(({ kind }) => kind === 'step');
      const messages = letters.filter(({ kind }) => kind === 'message');
      const unknown = messages.filter(
        ({ failure }) => failure.code === 'unknown',
      );
      return [
        ...(steps.length > 0
          ? [t('operator.trainLetters.retrySteps', { count: steps.length })]
          : []),
        ...(messages.length > 0
          ? [t('operator.trainLetters.resendAll', { count: messages.length })]
          : []),
        ...(unknown.length > 0
          ? [
              t('operator.trainLetters.resendUnknownOf', {
                messages: unknown.map(titleOf).join('; '),
              }),
            ]
          : []),
      ];
    },
    settle: async () => [t('operator.trainLetters.settleWhat')],
    cancel: async (letters: TrainDeadLetter[]) => [
      t('operator.trainLetters.cancelAll', { count: letters.length }),
    ],
    /** By the trains as they are now: what goes along stands in the plan, not in the list. */
    rollback: async (letters: TrainDeadLetter[]) => {
      const lines: string[] = [];
      const rollbacks = rollbacksOf(letters);
      for (const { trainId, trainTitle, scope, products } of rollbacks) {
        const detail = await api.getTrain({ params: { trainId } });
        // Trains of one schedule have one title.
        const train = rollbacks.some(
          other => other.trainTitle === trainTitle && other.trainId !== trainId,
        )
          ? `${trainTitle} (${trainId})`
          : trainTitle;
        const effect = rollbackEffect(detail, scope, products);
        const named = (ids: string[]) =>
          ids.map(id => titleOfProduct(detail, id)).join(', ');
        lines.push(
          t('operator.trainLetters.rollbackWhat', {
            train,
            count: effect.products.length,
            products: named(effect.products),
          }),
          t('operator.trainLetters.rollbackWaves', {
            train,
            waves: effect.waves.join(', '),
          }),
          ...(effect.coupled.length > 0
            ? [
                t('operator.trainLetters.rollbackCoupled', {
                  train,
                  products: named(effect.coupled),
                }),
              ]
            : []),
        );
      }
      return lines;
    },
  };

  const fieldsOf = (letters: TrainDeadLetter[], action: TrainLetterAction) => {
    if (action === 'settle') {
      return [note];
    }
    // That a step is tried again needs no reason, as where it is tried alone.
    return action === 'retry' && letters.every(({ kind }) => kind === 'step')
      ? []
      : [reason];
  };

  return async (letters, action) => ({
    title: t(`operator.trainLetters.${action}Title`, { count: letters.length }),
    consequences: [
      ...(await whatOf[action](letters)),
      ...(letters.length > 1
        ? [
            t(
              action === 'rollback'
                ? 'operator.trainLetters.eachTrain'
                : 'operator.trainLetters.each',
            ),
            t('operator.trainLetters.these', {
              letters: letters.map(titleOf).join('; '),
            }),
          ]
        : [titleOf(letters[0])]),
    ],
    fields: fieldsOf(letters, action),
  });
}

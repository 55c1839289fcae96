import type { TrainDeadLetter } from '@backstage-orchestrator/plugin-orchestrator-common';
import { useCallback } from 'react';
import { useText } from '../../../translation';

/** Names a dead letter of a train among those of all trains. */
export function useTrainLetterTitle(): (letter: TrainDeadLetter) => string {
  const t = useText();
  return useCallback(
    ({ title, product, wave, trainTitle: train }) =>
      product && wave
        ? t('operator.trainLetters.stepTitle', {
            step: title,
            product: product.title,
            wave: wave.title,
            train,
          })
        : t('operator.trainLetters.messageTitle', { subject: title, train }),
    [t],
  );
}

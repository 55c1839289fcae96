import { CommandButton } from '../../../components/dialogs';
import { useText } from '../../../translation';
import type { ProductOrder } from '../TrainContext';

/** Tries a step again that has failed for good, or settles it by hand. */
export function FailedStepButtons(props: {
  /** Titles. */
  names: { step: string; product: string };
  wave: string;
  whyNot: string | undefined;
  order: (command: ProductOrder) => Promise<unknown>;
}) {
  const { names, wave, whyNot, order } = props;
  const t = useText();
  return (
    <>
      <CommandButton
        size="small"
        variant="outlined"
        label={t('train.waves.retry')}
        fullLabel={t('train.waves.retryOf', names)}
        whyNot={whyNot}
        done={t('train.waves.retried')}
        perform={() => order({ type: 'retryStep', wave })}
      />
      <CommandButton
        size="small"
        label={t('train.waves.settle')}
        fullLabel={t('train.waves.settleOf', names)}
        whyNot={whyNot}
        done={t('train.waves.settled')}
        ask={{
          title: t('train.waves.settleTitle', names),
          consequences: [t('train.waves.settleWhat')],
          fields: [
            {
              name: 'note',
              label: t('train.waves.manualNote'),
              kind: 'long',
              required: true,
            },
          ],
        }}
        perform={({ note }) => order({ type: 'settleStep', wave, note })}
      />
    </>
  );
}

import { useApi } from '@backstage/core-plugin-api';
import type { TrainDeadLetter } from '@backstage-orchestrator/plugin-orchestrator-common';
import { orchestratorApiRef } from '../../../api';
import { CommandButton, useReasonField } from '../../../components/dialogs';
import { useText } from '../../../translation';
import { MessageButton } from '../../train/communications/MessageButton';
import {
  useWhyNotAllowed,
  type ProductOrder,
  type TrainOrder,
} from '../../train/TrainContext';
import { FailedStepButtons } from '../../train/waves/FailedStepButtons';

interface CommandsProps {
  letter: TrainDeadLetter;
  onDone: () => void;
}

/** Tries a step again, settles it by hand, or takes its product back. */
export function StepCommands(
  props: CommandsProps & {
    product: NonNullable<TrainDeadLetter['product']>;
    wave: NonNullable<TrainDeadLetter['wave']>;
  },
) {
  const { letter, product, wave, onDone } = props;
  const { trainId, title, rollback, mayOperate } = letter;
  const t = useText();
  const api = useApi(orchestratorApiRef);
  const reason = useReasonField();
  const whyNot = useWhyNotAllowed()(mayOperate);
  const names = { step: title, product: product.title };
  const order = async (command: ProductOrder) => {
    await api.commandProduct({
      params: { trainId, productId: product.id },
      body: { command },
    });
    onDone();
  };
  return (
    <>
      <FailedStepButtons
        names={names}
        wave={wave.id}
        whyNot={whyNot}
        order={order}
      />
      {rollback && (
        <CommandButton
          size="small"
          label={t('operator.trainLetters.giveUp')}
          fullLabel={t('operator.trainLetters.giveUpOf', names)}
          whyNot={whyNot}
          done={t('train.done.rollback')}
          ask={{
            title: t('operator.trainLetters.giveUpTitle', names),
            consequences: [
              t('train.ask.rollback.what', {
                count: rollback.products.length,
                products: rollback.products.join(', '),
              }),
              t('train.ask.rollback.waves', {
                waves: rollback.waves.join(', '),
              }),
            ],
            fields: [reason],
          }}
          perform={async values => {
            await api.commandTrain({
              params: { trainId },
              body: {
                command: {
                  type: 'rollback',
                  scope: rollback.scope,
                  products: [product.id],
                  reason: values.reason,
                },
              },
            });
            onDone();
          }}
        />
      )}
    </>
  );
}

/** Sends a message again, or leaves it out. */
export function MessageCommands({ letter, onDone }: CommandsProps) {
  const { trainId, id, title: subject, failure, mayOperate } = letter;
  const t = useText();
  const api = useApi(orchestratorApiRef);
  const whyNot = useWhyNotAllowed()(mayOperate);
  const order = async (command: TrainOrder) => {
    await api.commandTrain({ params: { trainId }, body: { command } });
    onDone();
  };
  const message = { id, subject, whyNot, order };
  return (
    <>
      <MessageButton
        what="retry"
        {...message}
        consequence={
          failure.code === 'unknown'
            ? t('operator.trainLetters.resendUnknown')
            : t('operator.trainLetters.resend')
        }
      />
      <MessageButton
        what="cancel"
        {...message}
        consequence={t('operator.trainLetters.cancelWhat')}
      />
    </>
  );
}

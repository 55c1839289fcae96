import { useApi } from '@backstage/core-plugin-api';
import type {
  RouteInput,
  Routes,
  TrainDeadLetter,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { orchestratorApiRef } from '../../../api';
import { CommandButton, useReasonField } from '../../../components/dialogs';
import { useText } from '../../../translation';

type TrainOrder = RouteInput<Routes['commandTrain']>['body']['command'];
type ProductOrder = RouteInput<Routes['commandProduct']>['body']['command'];

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
  const whyNot = useWhyNot(mayOperate);
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
      <CommandButton
        size="small"
        variant="outlined"
        label={t('train.waves.retry')}
        fullLabel={t('train.waves.retryOf', names)}
        whyNot={whyNot}
        done={t('train.waves.retried')}
        perform={() => order({ type: 'retryStep', wave: wave.id })}
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
        perform={({ note }) =>
          order({ type: 'settleStep', wave: wave.id, note })
        }
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
  const reason = useReasonField();
  const whyNot = useWhyNot(mayOperate);
  const order = async (command: TrainOrder) => {
    await api.commandTrain({ params: { trainId }, body: { command } });
    onDone();
  };
  return (
    <>
      <CommandButton
        size="small"
        variant="outlined"
        label={t('train.closing.communications.retry')}
        fullLabel={t('train.closing.communications.retryOf', { subject })}
        whyNot={whyNot}
        done={t('train.closing.communications.retried')}
        ask={{
          title: t('train.closing.communications.retryTitle', { subject }),
          consequences: [
            failure.code === 'unknown'
              ? t('operator.trainLetters.resendUnknown')
              : t('operator.trainLetters.resend'),
          ],
          fields: [reason],
        }}
        perform={values =>
          order({ type: 'retryCommunication', id, reason: values.reason })
        }
      />
      <CommandButton
        size="small"
        label={t('train.closing.communications.cancel')}
        fullLabel={t('train.closing.communications.cancelOf', { subject })}
        whyNot={whyNot}
        done={t('train.closing.communications.cancelled')}
        ask={{
          title: t('train.closing.communications.cancelTitle', { subject }),
          consequences: [t('operator.trainLetters.cancelWhat')],
          fields: [reason],
        }}
        perform={values =>
          order({ type: 'cancelCommunication', id, reason: values.reason })
        }
      />
    </>
  );
}

function useWhyNot({
  allowed,
  reason,
}: TrainDeadLetter['mayOperate']): string | undefined {
  const t = useText();
  return allowed ? undefined : reason ?? t('train.notNow');
}

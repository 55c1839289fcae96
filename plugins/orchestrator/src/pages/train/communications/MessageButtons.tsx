import { CommandButton, useReasonField } from '../../../components/dialogs';
import { useText } from '../../../translation';
import type { TrainOrder } from '../TrainContext';

interface MessageButtonProps {
  id: string;
  /** Its subject as people get it. */
  subject: string;
  /** What comes of it. */
  consequence: string;
  whyNot: string | undefined;
  order: (command: TrainOrder) => Promise<unknown>;
}

/** Sends a message again that did not go out, or of which nobody knows. */
export function RetryMessageButton(props: MessageButtonProps) {
  const { id, subject, consequence, whyNot, order } = props;
  const t = useText();
  const reason = useReasonField();
  return (
    <CommandButton
      size="small"
      variant="outlined"
      label={t('train.closing.communications.retry')}
      fullLabel={t('train.closing.communications.retryOf', { subject })}
      whyNot={whyNot}
      done={t('train.closing.communications.retried')}
      ask={{
        title: t('train.closing.communications.retryTitle', { subject }),
        consequences: [consequence],
        fields: [reason],
      }}
      perform={values =>
        order({ type: 'retryCommunication', id, reason: values.reason })
      }
    />
  );
}

/** Leaves a message out. */
export function CancelMessageButton(props: MessageButtonProps) {
  const { id, subject, consequence, whyNot, order } = props;
  const t = useText();
  const reason = useReasonField();
  return (
    <CommandButton
      size="small"
      label={t('train.closing.communications.cancel')}
      fullLabel={t('train.closing.communications.cancelOf', { subject })}
      whyNot={whyNot}
      done={t('train.closing.communications.cancelled')}
      ask={{
        title: t('train.closing.communications.cancelTitle', { subject }),
        consequences: [consequence],
        fields: [reason],
      }}
      perform={values =>
        order({ type: 'cancelCommunication', id, reason: values.reason })
      }
    />
  );
}

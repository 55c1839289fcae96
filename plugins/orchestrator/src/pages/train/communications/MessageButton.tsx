import { CommandButton, useReasonField } from '../../../components/dialogs';
import { useText } from '../../../translation';
import type { TrainOrder } from '../TrainContext';

const TEXTS = {
  /** It did not go out, or nobody knows. */
  retry: {
    label: 'train.closing.communications.retry',
    of: 'train.closing.communications.retryOf',
    title: 'train.closing.communications.retryTitle',
    done: 'train.closing.communications.retried',
  },
  cancel: {
    label: 'train.closing.communications.cancel',
    of: 'train.closing.communications.cancelOf',
    title: 'train.closing.communications.cancelTitle',
    done: 'train.closing.communications.cancelled',
  },
} as const;

/** Sends a message again, or leaves it out. */
export function MessageButton(props: {
  what: 'retry' | 'cancel';
  id: string;
  /** Its subject as people get it. */
  subject: string;
  /** What comes of it. */
  consequence: string;
  whyNot: string | undefined;
  order: (command: TrainOrder) => Promise<unknown>;
}) {
  const { what, id, subject, consequence, whyNot, order } = props;
  const t = useText();
  const reason = useReasonField();
  const texts = TEXTS[what];
  return (
    <CommandButton
      size="small"
      variant={what === 'retry' ? 'outlined' : 'text'}
      label={t(texts.label)}
      fullLabel={t(texts.of, { subject })}
      whyNot={whyNot}
      done={t(texts.done)}
      ask={{
        title: t(texts.title, { subject }),
        consequences: [consequence],
        fields: [reason],
      }}
      perform={values =>
        order({
          type: what === 'retry' ? 'retryCommunication' : 'cancelCommunication',
          id,
          reason: values.reason,
        })
      }
    />
  );
}

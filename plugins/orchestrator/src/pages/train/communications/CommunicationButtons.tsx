import type {
  CommunicationState,
  TrainCommunication,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { CommandButton } from '../../../components/dialogs';
import { useText } from '../../../translation';
import { shortDigest } from '../board/SignButtons';
import { useTrainPage, useWhyEnded, useWhyNotAllowed } from '../TrainContext';
import { MessageButton } from './MessageButton';

/** What can be done with a message as it stands. */
export function CommunicationButtons(props: {
  planned: TrainCommunication;
  state: CommunicationState;
  /** Its subject as people get it. */
  subject: string;
}) {
  const { planned, state, subject } = props;
  const { id, body, digest, status, failure } = state;
  const t = useText();
  const { detail, send } = useTrainPage();
  const whyNot = useWhyEnded();
  const whyNotAllowed = useWhyNotAllowed();
  const approve = detail.messages.find(one => one.id === id)?.approve;
  const count = planned.channels.reduce((sum, { to }) => sum + to.length, 0);
  if (status === 'sending' || status === 'sent' || status === 'cancelled') {
    return null;
  }
  return (
    <>
      {status === 'draft' && (
        <CommandButton
          size="small"
          variant="contained"
          color="primary"
          label={t('train.closing.communications.approve')}
          fullLabel={t('train.closing.communications.approveOf', { subject })}
          whyNot={whyNot ?? whyNotAllowed(approve)}
          done={t('train.closing.communications.approved')}
          ask={{
            title: t('train.closing.communications.approveTitle', { subject }),
            consequences: [
              t('train.closing.communications.approveWhat', {
                count,
              }),
              t('train.closing.communications.approveBinds', {
                digest: shortDigest(digest),
              }),
            ],
          }}
          perform={() =>
            send.train({ type: 'approveCommunication', id, digest })
          }
        />
      )}{' '}
      {status === 'failed' && (
        <MessageButton
          what="retry"
          id={id}
          subject={subject}
          consequence={
            failure?.outcome === 'unknown'
              ? t('train.closing.communications.retryUnknown', { count })
              : t('train.closing.communications.retryNotSent', { count })
          }
          whyNot={whyNot}
          order={send.train}
        />
      )}{' '}
      <CommandButton
        size="small"
        variant="outlined"
        label={t('train.closing.communications.edit')}
        fullLabel={t('train.closing.communications.editOf', { subject })}
        whyNot={whyNot}
        done={t('train.closing.communications.edited')}
        ask={{
          title: t('train.closing.communications.editTitle', {
            persona: t(`trainState.persona.${planned.persona}`),
          }),
          consequences:
            status === 'approved'
              ? [t('train.closing.communications.editWhat')]
              : [],
          fields: [
            {
              name: 'subject',
              label: t('train.closing.communications.subject'),
              required: true,
              initial: state.subject,
            },
            {
              name: 'body',
              label: t('train.closing.communications.body'),
              kind: 'long',
              required: true,
              initial: body,
            },
          ],
        }}
        perform={values =>
          send.train({
            type: 'editCommunication',
            id,
            subject: values.subject,
            body: values.body,
          })
        }
      />{' '}
      <MessageButton
        what="cancel"
        id={id}
        subject={subject}
        consequence={t('train.closing.communications.cancelWhat', { count })}
        whyNot={whyNot}
        order={send.train}
      />
    </>
  );
}

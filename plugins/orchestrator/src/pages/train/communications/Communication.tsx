import Paper from '@material-ui/core/Paper';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import Alert from '@material-ui/lab/Alert';
import {
  communicationWaitsFor,
  previewCommunication,
  type CommunicationState,
  type TrainCommunication,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { ReactNode } from 'react';
import { EntityName, EntityNameOrText } from '../../../components/EntityName';
import { RelativeTime } from '../../../components/RelativeTime';
import { CommunicationChip } from '../../../components/states';
import { quietColor } from '../../../components/states/tones';
import { UntrustedMarkdown } from '../../../components/UntrustedMarkdown';
import { useText } from '../../../translation';
import { shortDigest } from '../board/SignButtons';
import { useForetold } from '../forecast';
import { useTrainPage } from '../TrainContext';
import { WaitsForWorker } from '../WaitsForWorker';
import { CommunicationButtons } from './CommunicationButtons';

const useStyles = makeStyles(
  theme => ({
    root: {
      padding: theme.spacing(2),
      margin: theme.spacing(1, 0, 2),
      overflowWrap: 'anywhere',
    },
    head: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: theme.spacing(1),
      alignItems: 'center',
    },
    quiet: { color: quietColor(theme) },
    preview: {
      margin: theme.spacing(1, 0),
      padding: theme.spacing(1, 2),
      borderLeft: `3px solid ${theme.palette.divider}`,
    },
  }),
  { name: 'OrchestratorCommunication' },
);

/** A message, and what can be done with it. */
export function Communication(props: {
  planned: TrainCommunication;
  state: CommunicationState;
}) {
  const { planned, state } = props;
  const { detail } = useTrainPage();
  return (
    <Message planned={planned} state={state}>
      <CommunicationButtons
        planned={planned}
        state={state}
        subject={previewCommunication(detail.train, state).subject}
      />
    </Message>
  );
}

/** A message as it goes out: to whom, when, its words, and who has approved them. */
export function Message(props: {
  planned: TrainCommunication;
  state: CommunicationState;
  children?: ReactNode;
}) {
  const { planned, state, children } = props;
  const t = useText();
  const classes = useStyles();
  const { detail } = useTrainPage();
  const { problem, ...message } = previewCommunication(detail.train, state);
  return (
    <Paper
      variant="outlined"
      component="article"
      className={classes.root}
      aria-label={message.subject}
    >
      <div className={classes.head}>
        <Typography variant="h6" component="h4">
          {t(`trainState.moment.${planned.moment}`)}: {message.subject}
        </Typography>
        <CommunicationChip status={state.status} />
      </div>
      <div className={classes.quiet}>
        <SendTime planned={planned} state={state} />
        {' · '}
        {t('train.closing.communications.to')}{' '}
        {planned.channels
          .map(
            ({ kind, to }) =>
              `${t(`trainState.channel.${kind}`)}: ${to.join(', ')}`,
          )
          .join('; ')}
        {state.status === 'sending' && <WaitsForWorker workId={state.workId} />}
        <div>
          {state.approvedBy ? (
            <>
              {t('train.closing.communications.approvedBy')}{' '}
              <EntityName entityRef={state.approvedBy} />{' '}
              {state.approvedAt && <RelativeTime at={state.approvedAt} />}
            </>
          ) : (
            <>
              {t('train.closing.communications.approvers')}{' '}
              {planned.approvers.length === 0
                ? t('train.closing.communications.anybody')
                : planned.approvers.map((ref, index) => (
                    <span key={ref}>
                      {index > 0 && ', '}
                      <EntityNameOrText text={ref} />
                    </span>
                  ))}
            </>
          )}
        </div>
      </div>
      {state.failure && (
        <Alert severity="error">
          {t(`train.closing.communications.${state.failure.outcome}`, {
            message: state.failure.message,
          })}
        </Alert>
      )}
      {problem !== undefined && (
        <Alert severity="error">
          {t('train.closing.communications.noValue', { message: problem })}
        </Alert>
      )}
      <div
        className={classes.preview}
        role="group"
        aria-label={t('train.closing.communications.preview', {
          subject: message.subject,
        })}
      >
        <UntrustedMarkdown content={message.body} />
      </div>
      <Typography variant="caption" component="p" className={classes.quiet}>
        {t('train.closing.communications.digest', {
          digest: shortDigest(state.digest),
        })}
      </Typography>
      {children}
    </Paper>
  );
}

function SendTime(props: {
  planned: TrainCommunication;
  state: CommunicationState;
}) {
  const { planned, state } = props;
  const t = useText();
  const { detail } = useTrainPage();
  const foretold = useForetold();
  if (state.sentAt) {
    return (
      <>
        {t('train.closing.communications.sent')}{' '}
        <RelativeTime at={state.sentAt} />
      </>
    );
  }
  const wait = communicationWaitsFor(detail.train, state, detail.now);
  if (state.sendAt && wait?.for === 'departure') {
    return (
      <>
        {t('train.closing.communications.afterDeparture')}
        <Expected at={foretold?.departure?.expected.p50} />
      </>
    );
  }
  return state.sendAt ? (
    <>
      {t('train.closing.communications.at')} <RelativeTime at={state.sendAt} />
    </>
  ) : (
    <>
      {t('train.closing.communications.afterWave', {
        wave:
          detail.waves.find(({ id }) => id === planned.wave)?.title ??
          planned.wave ??
          '',
      })}
      <Expected
        at={foretold?.waves.find(({ id }) => id === planned.wave)?.end.p50}
      />
    </>
  );
}

/** When what it waits for is likely to come. */
function Expected({ at }: { at: string | undefined }) {
  const t = useText();
  return at === undefined ? null : (
    <>
      , {t('train.closing.communications.expected')} <RelativeTime at={at} />
    </>
  );
}

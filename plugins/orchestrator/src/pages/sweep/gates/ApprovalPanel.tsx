import { useApi } from '@backstage/core-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import Paper from '@material-ui/core/Paper';
import TextField from '@material-ui/core/TextField';
import Typography from '@material-ui/core/Typography';
import Alert from '@material-ui/lab/Alert';
import type { RunDetail } from '@backstage-orchestrator/plugin-orchestrator-common';
import { useState } from 'react';
import { orchestratorApiRef } from '../../../api';
import { ReasonDialog } from '../../../components/dialogs';
import { EntityName } from '../../../components/EntityName';
import { ExplainedButton } from '../../../components/ExplainedButton';
import { RelativeTime } from '../../../components/RelativeTime';
import { ApprovalChip } from '../../../components/states';
import { useCommand } from '../../../data';
import { useText } from '../../../translation';
import { ApprovalEvidence } from './ApprovalEvidence';
import { SignOffs } from './SignOffs';
import { quietColor } from '../../../components/states/tones';

/** An approval of a run, as the API gives it. */
export type Approval = RunDetail['approvals'][number];

const useStyles = makeStyles(
  theme => ({
    root: { padding: theme.spacing(2), marginBottom: theme.spacing(3) },
    head: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: theme.spacing(1, 2),
      alignItems: 'center',
    },
    buttons: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: theme.spacing(1),
      marginTop: theme.spacing(2),
    },
    facts: { color: quietColor(theme), marginBottom: theme.spacing(2) },
  }),
  { name: 'OrchestratorApprovalPanel' },
);

/** A human gate: what is judged, who may sign, who has, and the two answers. */
export function ApprovalPanel(props: {
  run: RunDetail;
  approval: Approval;
  refreshRun: () => void;
}) {
  const { run, approval, refreshRun } = props;
  const t = useText();
  const classes = useStyles();
  const valid = approval.signOffs.filter(
    signOff =>
      signOff.evidenceDigest === approval.evidenceDigest &&
      signOff.decision === 'approved',
  );
  const batch = run.batches[approval.batch];
  return (
    <Paper
      variant="outlined"
      component="section"
      className={classes.root}
      aria-label={approval.title}
    >
      <div className={classes.head}>
        <Typography variant="h6" component="h4">
          {approval.title}
        </Typography>
        <ApprovalChip state={approval.state} />
        <Typography variant="body2">
          {t('sweep.gates.required', {
            count: approval.required,
            have: String(valid.length),
          })}
        </Typography>
      </div>
      <Typography variant="body2" className={classes.facts} component="div">
        {t('sweep.gates.batch')} {batch?.name}, {t('sweep.gates.opened')}{' '}
        <RelativeTime at={approval.openedAt} />
        {approval.state === 'open' && (
          <>
            , {t('sweep.gates.expires')}{' '}
            <RelativeTime at={approval.expiresAt} />
          </>
        )}
        {approval.decidedAt && (
          <>
            , {t('sweep.gates.decided')}{' '}
            <RelativeTime at={approval.decidedAt} />
            {approval.reason && `: ${approval.reason}`}
          </>
        )}
        <div>
          {t('sweep.gates.approvers')}{' '}
          {approval.approvers.length === 0
            ? t('sweep.gates.anyone')
            : approval.approvers.map((ref, index) => (
                <span key={ref}>
                  {index > 0 && ', '}
                  <EntityName entityRef={ref} />
                </span>
              ))}
          . {!approval.selfApproval && t('sweep.gates.noSelfApproval')}
        </div>
      </Typography>
      <ApprovalEvidence run={run} approval={approval} />
      <SignOffs run={run} approval={approval} refreshRun={refreshRun} />
      {approval.state === 'open' && (
        <Decision run={run} approval={approval} refreshRun={refreshRun} />
      )}
    </Paper>
  );
}

function Decision(props: {
  run: RunDetail;
  approval: Approval;
  refreshRun: () => void;
}) {
  const { run, approval, refreshRun } = props;
  const t = useText();
  const classes = useStyles();
  const api = useApi(orchestratorApiRef);
  const command = useCommand();
  const [comment, setComment] = useState('');
  const [rejecting, setRejecting] = useState(false);
  const whyNot = (action: 'approve' | 'reject') => {
    const state = run.actions[action];
    return state?.allowed ? undefined : state?.reason ?? t('sweep.notNow');
  };
  // The digest of what is on this page: if it is another one by now, the signature is refused and not misplaced.
  const decide = (decision: 'approved' | 'rejected', text: string) =>
    api
      .decideApproval({
        params: { runId: run.id, approvalId: approval.id },
        body: {
          decision,
          evidenceDigest: approval.evidenceDigest,
          ...(text.trim() && { comment: text.trim() }),
        },
      })
      .finally(refreshRun);
  return (
    <>
      {whyNot('approve') !== undefined && (
        <Alert severity="info">{whyNot('approve')}</Alert>
      )}
      {command.error && <Alert severity="error">{command.error}</Alert>}
      <TextField
        id={`orchestrator-comment-${approval.id}`}
        label={t('sweep.gates.comment')}
        value={comment}
        onChange={event => setComment(event.target.value)}
        inputProps={{ maxLength: 2_000 }}
        variant="outlined"
        margin="normal"
        multiline
        minRows={2}
        fullWidth
      />
      <div className={classes.buttons}>
        <ExplainedButton
          variant="contained"
          color="primary"
          whyNot={command.pending ? t('sweep.underWay') : whyNot('approve')}
          onClick={() =>
            command.perform(
              () => decide('approved', comment),
              t('sweep.gates.approved'),
            )
          }
        >
          {t('sweep.gates.approve')}
        </ExplainedButton>
        <ExplainedButton
          variant="outlined"
          whyNot={whyNot('reject')}
          onClick={() => setRejecting(true)}
        >
          {t('sweep.gates.reject')}
        </ExplainedButton>
      </div>
      <ReasonDialog
        open={rejecting}
        title={t('sweep.gates.rejectTitle', { title: approval.title })}
        consequences={[
          t('sweep.gates.rejectWhat', { open: String(run.counts.open ?? 0) }),
        ]}
        action={t('sweep.gates.reject')}
        reason="required"
        done={t('sweep.gates.rejected')}
        perform={reason => decide('rejected', reason)}
        onClose={() => setRejecting(false)}
      />
    </>
  );
}

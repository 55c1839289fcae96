import { useApi } from '@backstage/core-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import TextField from '@material-ui/core/TextField';
import Alert from '@material-ui/lab/Alert';
import type { LocalChange } from '@backstage-orchestrator/plugin-orchestrator-common';
import { useState } from 'react';
import { orchestratorApiRef } from '../../api';
import { ReasonDialog } from '../../components/dialogs';
import { ExplainedButton } from '../../components/ExplainedButton';
import { useCommand } from '../../data';
import { useText } from '../../translation';

type Verdict = 'approved' | 'changesRequested' | 'comment';
type ChangeAction = keyof LocalChange['actions'];

const useStyles = makeStyles(
  theme => ({
    buttons: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: theme.spacing(1),
      marginTop: theme.spacing(1),
    },
  }),
  {
    name: 'OrchestratorReviewForm',
  },
);

/**
 * Says something about a change, ends its draft, approves it, asks for changes, merges it, closes it or opens it again;
 * what is off says why.
 */
export function ReviewForm(props: {
  changeId: string;
  local: LocalChange;
  onAnswered: (local: LocalChange) => void;
}) {
  const { changeId, local, onAnswered } = props;
  const t = useText();
  const classes = useStyles();
  const api = useApi(orchestratorApiRef);
  const command = useCommand();
  const [text, setText] = useState('');
  const [asking, setAsking] = useState<'merge' | 'close'>('merge');
  const [open, setOpen] = useState(false);
  const params = { changeId };
  // What is said and merged is about the commit on this page: a newer one is refused by the server.
  const { mergeable, mergeableReason, change } = local;

  const whyNot = (action: ChangeAction) => {
    const state = local.actions[action];
    return state?.allowed ? undefined : state?.reason ?? t('change.notNow');
  };
  const say = async (verdict: Verdict, done: string) => {
    const said = await command.perform(
      () =>
        api
          .reviewLocalChange({
            params,
            body: {
              verdict,
              headCommit: change.headCommit,
              ...(text.trim() && { text: text.trim() }),
            },
          })
          .then(onAnswered),
      done,
    );
    if (said) {
      setText('');
    }
  };
  const ask = (action: 'merge' | 'close') => {
    setAsking(action);
    setOpen(true);
  };
  const act = (call: () => Promise<LocalChange>, done: string) =>
    command.perform(() => call().then(onAnswered), done);
  const isDraft = change.state === 'draft';
  const isClosed = change.state === 'closed';
  const wordless = text.trim() === '' ? t('change.sayWhy') : undefined;

  return (
    <section aria-label={t('change.review')}>
      {!mergeable && mergeableReason && change.state === 'open' && (
        <Alert severity="warning">{mergeableReason}</Alert>
      )}
      {command.error && <Alert severity="error">{command.error}</Alert>}
      <TextField
        id="orchestrator-review-comment"
        label={t('change.comment')}
        helperText={t('change.commentHint')}
        value={text}
        onChange={event => setText(event.target.value)}
        inputProps={{ maxLength: 10_000 }}
        variant="outlined"
        margin="normal"
        multiline
        minRows={3}
        fullWidth
      />
      <div className={classes.buttons}>
        {isDraft && (
          <ExplainedButton
            variant="contained"
            color="primary"
            whyNot={whyNot('markReady')}
            onClick={() =>
              act(
                () => api.markLocalChangeReady({ params }),
                t('change.done.markReady'),
              )
            }
          >
            {t('change.markReady')}
          </ExplainedButton>
        )}
        {isClosed && (
          <ExplainedButton
            variant="contained"
            color="primary"
            whyNot={whyNot('reopen')}
            onClick={() =>
              act(
                () => api.reopenLocalChange({ params }),
                t('change.done.reopen'),
              )
            }
          >
            {t('change.reopen')}
          </ExplainedButton>
        )}
        <ExplainedButton
          variant={isDraft || isClosed ? 'outlined' : 'contained'}
          color="primary"
          whyNot={whyNot('approve')}
          onClick={() => say('approved', t('change.done.approved'))}
        >
          {t('change.approve')}
        </ExplainedButton>
        <ExplainedButton
          variant="outlined"
          whyNot={whyNot('requestChanges') ?? wordless}
          onClick={() =>
            say('changesRequested', t('change.done.changesRequested'))
          }
        >
          {t('change.requestChanges')}
        </ExplainedButton>
        <ExplainedButton
          variant="outlined"
          whyNot={whyNot('comment') ?? wordless}
          onClick={() => say('comment', t('change.done.comment'))}
        >
          {t('change.sayIt')}
        </ExplainedButton>
        <ExplainedButton
          variant="outlined"
          whyNot={whyNot('merge')}
          onClick={() => ask('merge')}
        >
          {t('change.merge')}
        </ExplainedButton>
        <ExplainedButton
          variant="outlined"
          whyNot={whyNot('close')}
          onClick={() => ask('close')}
        >
          {t('change.close')}
        </ExplainedButton>
      </div>
      <ReasonDialog
        open={open}
        title={t(`change.ask.${asking}`, { title: change.title })}
        consequences={[
          asking === 'merge'
            ? t('change.consequence.merge', {
                base: change.baseBranch,
                repository: change.repository,
              })
            : t('change.consequence.close'),
        ]}
        action={t(`change.${asking}`)}
        reason={asking === 'merge' ? 'none' : 'required'}
        done={t(`change.done.${asking}`)}
        perform={reason =>
          (asking === 'merge'
            ? api.mergeLocalChange({
                params,
                body: { headCommit: change.headCommit },
              })
            : api.closeLocalChange({ params, body: { reason } })
          ).then(onAnswered)
        }
        onClose={() => setOpen(false)}
      />
    </section>
  );
}

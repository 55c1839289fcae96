import Button from '@material-ui/core/Button';
import Grid from '@material-ui/core/Grid';
import { makeStyles } from '@material-ui/core/styles';
import TextField from '@material-ui/core/TextField';
import Typography from '@material-ui/core/Typography';
import Alert from '@material-ui/lab/Alert';
import { useState } from 'react';
import { ExplainedButton } from '../../../components/ExplainedButton';
import { useCommand } from '../../../data';
import { useText } from '../../../translation';
import { TrainPreviewPanel, useTrainDraft } from '../../newTrain';
import { YamlEditor } from '../../newSweep/YamlEditor';
import { useTrainPage } from '../TrainContext';

const useStyles = makeStyles(
  theme => ({
    buttons: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: theme.spacing(1),
      margin: theme.spacing(1, 0, 2),
    },
  }),
  { name: 'OrchestratorReviseForm' },
);

/** A new text of the manifest with its plan beside it, and why it changes. */
export function ReviseForm(props: { onClose: () => void }) {
  const { onClose } = props;
  const t = useText();
  const classes = useStyles();
  const { detail, send } = useTrainPage();
  const command = useCommand();
  const [reason, setReason] = useState('');
  const draft = useTrainDraft(detail.source);
  const whyNot =
    (command.pending ? t('sweep.underWay') : undefined) ??
    draft.whyNot ??
    (draft.source === detail.source
      ? t('train.closing.manifest.same')
      : undefined) ??
    (reason.trim() === '' ? t('train.closing.manifest.noReason') : undefined);
  const apply = async () => {
    const worked = await command.perform(
      () =>
        send.train({
          type: 'revise',
          manifest: draft.source,
          reason: reason.trim(),
        }),
      t('train.closing.manifest.revised'),
    );
    if (worked) {
      onClose();
    }
  };
  return (
    <>
      <Typography variant="h5" component="h3" gutterBottom>
        {t('train.closing.manifest.reviseTitle', { title: detail.title })}
      </Typography>
      <Typography variant="body2" gutterBottom>
        {t('train.closing.manifest.reviseWhat')}
      </Typography>
      <TextField
        id="orchestrator-revise-reason"
        label={t('common.reason')}
        helperText={t('common.reasonHint')}
        value={reason}
        onChange={event => setReason(event.target.value)}
        inputProps={{ maxLength: 2_000 }}
        variant="outlined"
        margin="dense"
        required
        fullWidth
      />
      {command.error && <Alert severity="error">{command.error}</Alert>}
      <div className={classes.buttons}>
        <ExplainedButton
          variant="contained"
          color="primary"
          whyNot={whyNot}
          onClick={apply}
        >
          {t('train.closing.manifest.apply')}
        </ExplainedButton>
        <Button onClick={onClose}>{t('common.cancel')}</Button>
      </div>
      <Grid container spacing={3}>
        <Grid item xs={12} md={7}>
          <YamlEditor
            source={draft.source}
            issues={draft.issues}
            onChange={draft.setSource}
          />
        </Grid>
        <Grid item xs={12} md={5}>
          <TrainPreviewPanel draft={draft} />
        </Grid>
      </Grid>
    </>
  );
}

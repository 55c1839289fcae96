import { useApi } from '@backstage/core-plugin-api';
import Button from '@material-ui/core/Button';
import Dialog from '@material-ui/core/Dialog';
import DialogActions from '@material-ui/core/DialogActions';
import DialogContent from '@material-ui/core/DialogContent';
import DialogContentText from '@material-ui/core/DialogContentText';
import DialogTitle from '@material-ui/core/DialogTitle';
import TextField from '@material-ui/core/TextField';
import { useState } from 'react';
import { orchestratorApiRef } from '../../../api';
import { useCommand } from '../../../data';
import { useText } from '../../../translation';
import { useTrainPage } from '../TrainContext';
import { MarkdownButtons } from './MarkdownButtons';

const ROWS = 18;

/** Gives the beginning of a post-mortem from the record, to be written on wherever post-mortems live. */
export function StartPostMortem() {
  const t = useText();
  const api = useApi(orchestratorApiRef);
  const { detail } = useTrainPage();
  const command = useCommand();
  const [isOpen, setIsOpen] = useState(false);
  // Kept while the dialog closes: it would be empty as it fades.
  const [draft, setDraft] = useState('');
  const close = () => setIsOpen(false);
  return (
    <>
      <Button
        size="small"
        variant="outlined"
        aria-haspopup="dialog"
        disabled={command.pending}
        onClick={() =>
          command.perform(async () => {
            setDraft(
              await api.getTrainPostMortem({ params: { trainId: detail.id } }),
            );
            setIsOpen(true);
          })
        }
      >
        {t('train.closing.report.startPostMortem')}
      </Button>
      <Dialog
        open={isOpen}
        onClose={close}
        aria-labelledby="orchestrator-post-mortem"
        fullWidth
        maxWidth="md"
      >
        <DialogTitle id="orchestrator-post-mortem">
          {t('train.closing.report.postMortemOf', { title: detail.title })}
        </DialogTitle>
        <DialogContent>
          <DialogContentText>
            {t('train.closing.report.postMortemHint')}
          </DialogContentText>
          <TextField
            id="orchestrator-post-mortem-text"
            label={t('train.closing.report.postMortemText')}
            value={draft}
            InputProps={{ readOnly: true }}
            multiline
            minRows={ROWS}
            maxRows={ROWS}
            fullWidth
            variant="outlined"
          />
        </DialogContent>
        <DialogActions>
          <Button onClick={close}>{t('common.close')}</Button>
          <MarkdownButtons
            markdown={draft}
            name={`${detail.name}-post-mortem`}
            copied={t('train.closing.report.postMortemCopied')}
          />
        </DialogActions>
      </Dialog>
    </>
  );
}

import Button from '@material-ui/core/Button';
import Dialog from '@material-ui/core/Dialog';
import DialogActions from '@material-ui/core/DialogActions';
import DialogContent from '@material-ui/core/DialogContent';
import DialogTitle from '@material-ui/core/DialogTitle';
import TextField from '@material-ui/core/TextField';
import { useEffect, useState } from 'react';
import { useText } from '../../translation';

const MAX_NAME = 60;

/** Asks for the name under which filters are kept. */
export function SaveViewDialog(props: {
  open: boolean;
  /** Names that there are; one of them is replaced. */
  taken: string[];
  onSave: (name: string) => Promise<void>;
  onClose: () => void;
}) {
  const { open, taken, onSave, onClose } = props;
  const t = useText();
  const [name, setName] = useState('');
  useEffect(() => setName(''), [open]);
  const given = name.trim();
  return (
    <Dialog
      open={open}
      onClose={onClose}
      fullWidth
      maxWidth="xs"
      aria-labelledby="orchestrator-save-view"
    >
      <form
        onSubmit={event => {
          event.preventDefault();
          if (given !== '') {
            onSave(given);
          }
        }}
      >
        <DialogTitle id="orchestrator-save-view">
          {t('common.views.saveTitle')}
        </DialogTitle>
        <DialogContent>
          <TextField
            id="orchestrator-view-name"
            label={t('common.views.name')}
            value={name}
            onChange={event => setName(event.target.value)}
            helperText={
              taken.includes(given) ? t('common.views.nameTaken') : ' '
            }
            inputProps={{ maxLength: MAX_NAME }}
            // Asked for on purpose: the dialog is there for this one answer.
            // eslint-disable-next-line jsx-a11y/no-autofocus
            autoFocus
            fullWidth
            variant="outlined"
          />
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            type="submit"
            variant="contained"
            color="primary"
            disabled={given === ''}
          >
            {t('common.views.keep')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

import Button from '@material-ui/core/Button';
import Dialog from '@material-ui/core/Dialog';
import DialogActions from '@material-ui/core/DialogActions';
import DialogContent from '@material-ui/core/DialogContent';
import DialogContentText from '@material-ui/core/DialogContentText';
import DialogTitle from '@material-ui/core/DialogTitle';
import TextField from '@material-ui/core/TextField';
import Alert from '@material-ui/lab/Alert';
import { useEffect, useState, type FormEvent } from 'react';
import { useCommand } from '../../data';
import { useText } from '../../translation';
import { useReasonWords } from '../ReasonText';

/** The longest reason that the API takes. */
const MAX_REASON = 2_000;

export interface ReasonDialogProps {
  open: boolean;
  title: string;
  /** What will happen, in numbers. */
  consequences: string[];
  /** Word on the button. */
  action: string;
  /** Whether a reason must be given; `none` asks for none. */
  reason: 'required' | 'optional' | 'none';
  /** Said when it worked. */
  done?: string;
  perform: (reason: string) => Promise<unknown>;
  onClose: () => void;
}

/** Asks once before something that can't simply be taken back, says what it will do, and takes a reason. */
export function ReasonDialog(props: ReasonDialogProps) {
  const { open, title, consequences, action, reason, done, perform, onClose } =
    props;
  const t = useText();
  const inWords = useReasonWords();
  const command = useCommand();
  const [text, setText] = useState('');
  const [tried, setTried] = useState(false);
  const missing = reason === 'required' && text.trim() === '';
  const { clear } = command;
  useEffect(() => {
    if (open) {
      setText('');
      setTried(false);
      clear();
    }
  }, [open, clear]);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!missing && (await command.perform(() => perform(text.trim()), done))) {
      onClose();
    }
  };
  return (
    <Dialog
      open={open}
      onClose={onClose}
      aria-labelledby="orchestrator-reason-title"
      fullWidth
      maxWidth="sm"
    >
      <form onSubmit={submit} noValidate>
        <DialogTitle id="orchestrator-reason-title">{title}</DialogTitle>
        <DialogContent>
          {consequences.map(line => (
            <DialogContentText key={line}>{line}</DialogContentText>
          ))}
          {reason !== 'none' && (
            <TextField
              id="orchestrator-reason"
              label={t('common.reason')}
              value={text}
              onChange={event => setText(event.target.value)}
              required={reason === 'required'}
              error={tried && missing}
              helperText={
                tried && missing
                  ? t('common.reasonMissing')
                  : t('common.reasonHint')
              }
              inputProps={{ maxLength: MAX_REASON }}
              multiline
              minRows={2}
              fullWidth
              // Asked for on purpose: the dialog is there for this one answer.
              // eslint-disable-next-line jsx-a11y/no-autofocus
              autoFocus
              variant="outlined"
            />
          )}
          {command.error && (
            <Alert severity="error">{inWords(command.error)}</Alert>
          )}
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            type="submit"
            variant="contained"
            color="primary"
            disabled={command.pending}
          >
            {action}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

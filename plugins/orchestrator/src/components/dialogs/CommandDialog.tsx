import Button from '@material-ui/core/Button';
import Dialog from '@material-ui/core/Dialog';
import DialogActions from '@material-ui/core/DialogActions';
import DialogContent from '@material-ui/core/DialogContent';
import DialogContentText from '@material-ui/core/DialogContentText';
import DialogTitle from '@material-ui/core/DialogTitle';
import Alert from '@material-ui/lab/Alert';
import type { ReactNode } from 'react';
import type { Command } from '../../data';
import { useText } from '../../translation';
import { useReasonWords } from '../ReasonText';

/** The frame of every dialog that gives a command: what will happen, what is asked, and why it was refused. */
export function CommandDialog(props: {
  open: boolean;
  title: string;
  /** What will happen, in numbers. */
  consequences: string[];
  /** Word on the button. */
  action: string;
  command: Pick<Command, 'pending' | 'error'>;
  onSubmit: () => void;
  onClose: () => void;
  children?: ReactNode;
}) {
  const { open, title, consequences, action, command } = props;
  const { onSubmit, onClose, children } = props;
  const t = useText();
  const inWords = useReasonWords();
  return (
    <Dialog
      open={open}
      onClose={onClose}
      aria-labelledby="orchestrator-dialog-title"
      fullWidth
      maxWidth="sm"
    >
      <form
        noValidate
        onSubmit={event => {
          event.preventDefault();
          onSubmit();
        }}
      >
        <DialogTitle id="orchestrator-dialog-title">{title}</DialogTitle>
        <DialogContent>
          {consequences.map(line => (
            <DialogContentText key={line} aria-live="polite">
              {inWords(line)}
            </DialogContentText>
          ))}
          {children}
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

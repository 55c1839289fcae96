import Button from '@material-ui/core/Button';
import Dialog from '@material-ui/core/Dialog';
import DialogActions from '@material-ui/core/DialogActions';
import DialogContent from '@material-ui/core/DialogContent';
import DialogContentText from '@material-ui/core/DialogContentText';
import DialogTitle from '@material-ui/core/DialogTitle';
import { makeStyles, useTheme } from '@material-ui/core/styles';
import useMediaQuery from '@material-ui/core/useMediaQuery';
import Alert from '@material-ui/lab/Alert';
import type { ReactNode } from 'react';
import type { Command } from '../../data';
import { useText } from '../../translation';
import { useReasonWords } from '../ReasonText';

const useStyles = makeStyles(
  theme => ({
    form: {
      display: 'flex',
      flexDirection: 'column',
      flex: '1 1 auto',
      minHeight: 0,
    },
    content: {
      display: 'flex',
      flexDirection: 'column',
      gap: theme.spacing(1),
    },
  }),
  { name: 'OrchestratorCommandDialog' },
);

/** The frame of every dialog that gives a command: what will happen, what is asked, and why it was refused. */
export function CommandDialog(props: {
  open: boolean;
  title: string;
  /** What will happen, in numbers. */
  consequences: string[];
  /** What it is about, where that is more than lines: a wider dialog, of which only this scrolls where it is long. */
  about?: ReactNode;
  /** Word on the button. */
  action: string;
  command: Pick<Command, 'pending' | 'error'>;
  onSubmit: () => void;
  onClose: () => void;
  children?: ReactNode;
}) {
  const { open, title, consequences, about, action, command } = props;
  const { onSubmit, onClose, children } = props;
  const classes = useStyles();
  const theme = useTheme();
  const narrow = useMediaQuery(theme.breakpoints.down('xs'));
  const t = useText();
  const inWords = useReasonWords();
  return (
    <Dialog
      open={open}
      onClose={onClose}
      aria-labelledby="orchestrator-dialog-title"
      fullWidth
      maxWidth={about ? 'md' : 'sm'}
      fullScreen={about !== undefined && narrow}
    >
      <form
        noValidate
        className={about ? classes.form : undefined}
        onSubmit={event => {
          event.preventDefault();
          onSubmit();
        }}
      >
        <DialogTitle id="orchestrator-dialog-title">{title}</DialogTitle>
        <DialogContent
          className={about ? classes.content : undefined}
          dividers={about !== undefined}
        >
          {consequences.map(line => (
            <DialogContentText key={line} aria-live="polite">
              {inWords(line)}
            </DialogContentText>
          ))}
          {about}
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

import Button from '@material-ui/core/Button';
import Dialog from '@material-ui/core/Dialog';
import DialogActions from '@material-ui/core/DialogActions';
import DialogContent from '@material-ui/core/DialogContent';
import DialogContentText from '@material-ui/core/DialogContentText';
import DialogTitle from '@material-ui/core/DialogTitle';
import Alert from '@material-ui/lab/Alert';
import { useEffect, useState, type FormEvent } from 'react';
import { useCommand } from '../../data';
import { useText } from '../../translation';
import { useReasonWords } from '../ReasonText';
import { FormDialogField, type FormField, type FormValues } from './FormField';

export interface FormDialogProps {
  open: boolean;
  title: string;
  /** What will happen, in numbers; it may depend on what is filled in. */
  consequences?: string[] | ((values: FormValues) => string[]);
  fields: FormField[];
  /** Word on the button. */
  action: string;
  /** Said when it worked. */
  done?: string;
  perform: (values: FormValues) => Promise<unknown>;
  onClose: () => void;
}

function initialValues(fields: FormField[]): FormValues {
  return Object.fromEntries(
    fields.map(({ name, initial }) => [name, initial ?? '']),
  );
}

/** Asks once for what a command needs, says what it will do, and stays open with the reason where it is refused. */
export function FormDialog(props: FormDialogProps) {
  const { open, title, consequences = [], fields, action } = props;
  const { done, perform, onClose } = props;
  const t = useText();
  const inWords = useReasonWords();
  const command = useCommand();
  const [values, setValues] = useState(() => initialValues(fields));
  const [tried, setTried] = useState(false);
  const { clear } = command;
  // Only opening it starts afresh: a refresh of the page behind it must not take away what is typed.
  useEffect(() => {
    if (open) {
      setValues(initialValues(fields));
      setTried(false);
      clear();
    }
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [open, clear]);
  const value = (name: string) => (values[name] ?? '').trim();
  const missing = fields.filter(
    ({ name, required }) => required && value(name) === '',
  );
  const lines =
    typeof consequences === 'function' ? consequences(values) : consequences;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    const trimmed = Object.fromEntries(
      fields.map(({ name }) => [name, value(name)]),
    );
    if (
      missing.length === 0 &&
      (await command.perform(() => perform(trimmed), done))
    ) {
      onClose();
    }
  };
  return (
    <Dialog
      open={open}
      onClose={onClose}
      aria-labelledby="orchestrator-form-dialog"
      fullWidth
      maxWidth="sm"
    >
      <form onSubmit={submit} noValidate>
        <DialogTitle id="orchestrator-form-dialog">{title}</DialogTitle>
        <DialogContent>
          {lines.map(line => (
            <DialogContentText key={line} aria-live="polite">
              {inWords(line)}
            </DialogContentText>
          ))}
          {fields.map((field, index) => (
            <FormDialogField
              key={field.name}
              field={field}
              value={values[field.name] ?? ''}
              missing={tried && missing.includes(field)}
              first={index === 0}
              onChange={text =>
                setValues(old => ({ ...old, [field.name]: text }))
              }
            />
          ))}
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

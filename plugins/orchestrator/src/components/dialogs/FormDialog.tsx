import { useEffect, useState, type ReactNode } from 'react';
import { useCommand } from '../../data';
import { CommandDialog } from './CommandDialog';
import { FormDialogField, type FormField, type FormValues } from './FormField';

export interface FormDialogProps {
  open: boolean;
  title: string;
  /** What will happen, in numbers; it may depend on what is filled in. */
  consequences?: string[] | ((values: FormValues) => string[]);
  /** What it is about, where that is more than lines; it scrolls between them and the fields. */
  about?: ReactNode;
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
  const { open, title, consequences = [], about, fields } = props;
  const { action, done, perform, onClose } = props;
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

  const submit = async () => {
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
    <CommandDialog
      open={open}
      title={title}
      consequences={
        typeof consequences === 'function' ? consequences(values) : consequences
      }
      about={about}
      action={action}
      command={command}
      onSubmit={submit}
      onClose={onClose}
    >
      {fields.map((field, index) => (
        <FormDialogField
          key={field.name}
          field={field}
          value={values[field.name] ?? ''}
          missing={tried && missing.includes(field)}
          first={index === 0 && about === undefined}
          onChange={text => setValues(old => ({ ...old, [field.name]: text }))}
        />
      ))}
    </CommandDialog>
  );
}

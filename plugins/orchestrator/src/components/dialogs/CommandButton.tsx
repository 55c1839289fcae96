import type { ButtonProps } from '@material-ui/core/Button';
import { useState } from 'react';
import { useCommand } from '../../data';
import { useText } from '../../translation';
import { ExplainedButton } from '../ExplainedButton';
import { FormDialog, type FormDialogProps } from './FormDialog';
import type { FormValues } from './FormField';

/** What is asked before a command is given. */
export type Ask = Pick<FormDialogProps, 'title' | 'consequences'> & {
  fields?: FormDialogProps['fields'];
};

/**
 * A button that gives a command: at once, or after a dialog has asked for what it needs.
 *
 * @remarks The dialog keeps to what was there when it opened. A refresh of the page behind it neither changes what a
 * person reads in it nor what they answer to: a signature binds to the evidence that was asked about.
 */
export function CommandButton(props: {
  label: string;
  /** For where the label alone doesn't say what it is about. */
  fullLabel?: string;
  /** Why it can't be given now. */
  whyNot?: string;
  ask?: Ask;
  /** Said when it worked. */
  done?: string;
  perform: (values: FormValues) => Promise<unknown>;
  variant?: ButtonProps['variant'];
  color?: ButtonProps['color'];
  size?: ButtonProps['size'];
  className?: string;
}) {
  const { label, fullLabel, whyNot, ask, done, perform, ...look } = props;
  const t = useText();
  const command = useCommand();
  const [asked, setAsked] = useState<{ ask: Ask; perform: typeof perform }>();
  return (
    <>
      <ExplainedButton
        {...look}
        aria-label={fullLabel}
        aria-haspopup={ask ? 'dialog' : undefined}
        whyNot={command.pending ? t('sweep.underWay') : whyNot}
        onClick={() =>
          ask
            ? setAsked({ ask, perform })
            : command.perform(() => perform({}), done)
        }
      >
        {label}
      </ExplainedButton>
      {asked && (
        <FormDialog
          open
          {...asked.ask}
          fields={asked.ask.fields ?? []}
          action={label}
          done={done}
          perform={asked.perform}
          onClose={() => setAsked(undefined)}
        />
      )}
    </>
  );
}

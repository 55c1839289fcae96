import { FormDialog, type FormDialogProps } from './FormDialog';
import { useReasonField } from './useReasonField';

export interface ReasonDialogProps
  extends Pick<
    FormDialogProps,
    'open' | 'title' | 'about' | 'action' | 'done' | 'onClose'
  > {
  /** What will happen, in numbers. */
  consequences: string[];
  /** Whether a reason must be given; `none` asks for none. */
  reason: 'required' | 'optional' | 'none';
  perform: (reason: string) => Promise<unknown>;
}

/** Asks once before something that can't simply be taken back, says what it will do, and takes a reason. */
export function ReasonDialog(props: ReasonDialogProps) {
  const { reason, perform, ...dialog } = props;
  const field = useReasonField();
  return (
    <FormDialog
      {...dialog}
      fields={
        reason === 'none' ? [] : [{ ...field, required: reason === 'required' }]
      }
      perform={values => perform(values.reason ?? '')}
    />
  );
}

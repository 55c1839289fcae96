export { CommandButton, type Ask } from './CommandButton';
export { CommandDialog } from './CommandDialog';
export { FormDialog, type FormDialogProps } from './FormDialog';
export { chosenOf, type FormField, type FormValues } from './FormField';
export { ReasonDialog, type ReasonDialogProps } from './ReasonDialog';
export { useReasonField } from './useReasonField';

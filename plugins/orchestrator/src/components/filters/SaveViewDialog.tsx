import { useText } from '../../translation';
import { FormDialog } from '../dialogs';

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
  return (
    <FormDialog
      open={open}
      title={t('common.views.saveTitle')}
      consequences={({ name }) =>
        taken.includes(name.trim()) ? [t('common.views.nameTaken')] : []
      }
      fields={[
        {
          name: 'name',
          label: t('common.views.name'),
          required: true,
          maxLength: MAX_NAME,
        },
      ]}
      action={t('common.views.keep')}
      done={t('common.views.kept')}
      perform={({ name }) => onSave(name)}
      onClose={onClose}
    />
  );
}

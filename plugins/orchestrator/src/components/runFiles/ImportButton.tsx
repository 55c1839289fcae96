import Button from '@material-ui/core/Button';
import { useState } from 'react';
import { useAdministers } from '../useAdministers';
import { useText } from '../../translation';
import { ImportDialog } from './ImportDialog';

/** A button that takes a run in from a file; only administrators see it. */
export function ImportButton() {
  const t = useText();
  const administers = useAdministers();
  const [open, setOpen] = useState(false);
  return (
    <>
      {administers && (
        <Button
          variant="outlined"
          aria-haspopup="dialog"
          onClick={() => setOpen(true)}
        >
          {t('runFile.import.button')}
        </Button>
      )}
      {open && <ImportDialog onClose={() => setOpen(false)} />}
    </>
  );
}

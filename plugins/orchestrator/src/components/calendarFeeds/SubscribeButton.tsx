import Button from '@material-ui/core/Button';
import { useState } from 'react';
import { useText } from '../../translation';
import { CalendarFeedsDialog } from './CalendarFeedsDialog';

/** Opens the calendars that the viewer has subscribed to, and the way to one more: of a train, or of all of theirs. */
export function SubscribeButton({ trainId }: { trainId?: string }) {
  const t = useText();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        variant="outlined"
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        {t('calendar.feed.subscribe')}
      </Button>
      {open && (
        <CalendarFeedsDialog trainId={trainId} onClose={() => setOpen(false)} />
      )}
    </>
  );
}

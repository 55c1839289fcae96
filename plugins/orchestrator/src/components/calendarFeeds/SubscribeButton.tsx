import Button from '@material-ui/core/Button';
import { useState } from 'react';
import { useText } from '../../translation';
import { CalendarFeedsDialog, type FeedScope } from './CalendarFeedsDialog';

/** Opens the calendars that the viewer has subscribed to, and the way to one more. */
export function SubscribeButton(scope: FeedScope) {
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
        <CalendarFeedsDialog scope={scope} onClose={() => setOpen(false)} />
      )}
    </>
  );
}

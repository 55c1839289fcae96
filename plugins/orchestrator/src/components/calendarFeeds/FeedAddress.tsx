import { CopyTextButton } from '@backstage/core-components';
import InputAdornment from '@material-ui/core/InputAdornment';
import TextField from '@material-ui/core/TextField';
import Alert from '@material-ui/lab/Alert';
import { useText } from '../../translation';

/** The address of a feed that was just made. It is a key, and the backend keeps only its digest: nobody can show it again. */
export function FeedAddress({ address }: { address: string }) {
  const t = useText();
  return (
    <>
      <Alert severity="warning">{t('calendar.feed.once')}</Alert>
      <TextField
        id="orchestrator-calendar-feed-address"
        label={t('calendar.feed.address')}
        value={address}
        fullWidth
        margin="dense"
        variant="outlined"
        onFocus={event => event.target.select()}
        InputProps={{
          readOnly: true,
          endAdornment: (
            <InputAdornment position="end">
              <CopyTextButton
                text={address}
                aria-label={t('calendar.feed.copy')}
              />
            </InputAdornment>
          ),
        }}
      />
    </>
  );
}

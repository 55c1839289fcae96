import { discoveryApiRef, useApi } from '@backstage/core-plugin-api';
import Button from '@material-ui/core/Button';
import Dialog from '@material-ui/core/Dialog';
import DialogActions from '@material-ui/core/DialogActions';
import DialogContent from '@material-ui/core/DialogContent';
import DialogContentText from '@material-ui/core/DialogContentText';
import DialogTitle from '@material-ui/core/DialogTitle';
import { makeStyles } from '@material-ui/core/styles';
import TextField from '@material-ui/core/TextField';
import Typography from '@material-ui/core/Typography';
import Alert from '@material-ui/lab/Alert';
import { useId, useState } from 'react';
import { orchestratorApiRef } from '../../api';
import { FailedToLoad } from '../../components/QueryView';
import { RelativeTime } from '../../components/RelativeTime';
import { useCalendarFeeds, useCommand, type CalendarFeed } from '../../data';
import { useText } from '../../translation';

const useStyles = makeStyles(
  theme => ({
    list: { listStyle: 'none', margin: 0, padding: 0 },
    row: {
      display: 'flex',
      flexWrap: 'wrap',
      alignItems: 'center',
      gap: theme.spacing(1),
      padding: theme.spacing(0.5, 0),
    },
    words: { flex: '1 1 12rem', minWidth: 0, overflowWrap: 'anywhere' },
    address: { marginBottom: theme.spacing(2) },
  }),
  { name: 'OrchestratorSubscribe' },
);

/**
 * Makes addresses for calendar programs, and takes them back.
 *
 * @param props - `trainId`: for the dates of one train; without it for all that the viewer owns a part of
 */
export function Subscribe({ trainId }: { trainId?: string }) {
  const t = useText();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="outlined" onClick={() => setOpen(true)}>
        {t('calendar.subscribe')}
      </Button>
      {open && <FeedsDialog trainId={trainId} onClose={() => setOpen(false)} />}
    </>
  );
}

function FeedsDialog(props: { trainId?: string; onClose: () => void }) {
  const { trainId, onClose } = props;
  const t = useText();
  const classes = useStyles();
  const id = useId();
  const api = useApi(orchestratorApiRef);
  const discovery = useApi(discoveryApiRef);
  const feeds = useCalendarFeeds();
  const command = useCommand();
  const [address, setAddress] = useState<string>();

  const make = () =>
    command.perform(async () => {
      const { path = '' } = await api.createCalendarFeed({
        body: trainId === undefined ? {} : { trainId },
      });
      setAddress(`${await discovery.getBaseUrl('orchestrator')}${path}`);
      feeds.refresh();
    });
  const takeBack = (feed: CalendarFeed) =>
    command.perform(async () => {
      await api.deleteCalendarFeed({ params: { feedId: feed.id } });
      setAddress(undefined);
      feeds.refresh();
    }, t('calendar.feed.takenBack'));
  const whatOf = (feed: CalendarFeed) =>
    feed.trainId ?? feed.entityRef ?? t('calendar.feed.mine');
  const items = feeds.value?.items ?? [];
  return (
    <Dialog open onClose={onClose} aria-labelledby={id} maxWidth="sm" fullWidth>
      <DialogTitle id={id}>{t('calendar.feed.title')}</DialogTitle>
      <DialogContent>
        <DialogContentText>
          {t(
            trainId === undefined
              ? 'calendar.feed.ofMine'
              : 'calendar.feed.ofTrain',
          )}{' '}
          {t('calendar.feed.secret')}
        </DialogContentText>
        {command.error && <Alert severity="error">{command.error}</Alert>}
        {address !== undefined && (
          <TextField
            className={classes.address}
            id={`${id}-address`}
            label={t('calendar.feed.address')}
            helperText={t('calendar.feed.once')}
            value={address}
            variant="outlined"
            size="small"
            fullWidth
            InputProps={{ readOnly: true }}
            onFocus={event => event.target.select()}
          />
        )}
        {feeds.error && items.length === 0 && (
          <FailedToLoad error={feeds.error} retry={feeds.refresh} />
        )}
        {items.length > 0 && (
          <>
            <Typography variant="subtitle1" component="h3">
              {t('calendar.feed.list')}
            </Typography>
            <ul className={classes.list} aria-label={t('calendar.feed.list')}>
              {items.map(feed => (
                <li key={feed.id} className={classes.row}>
                  <Typography variant="body2" className={classes.words}>
                    {whatOf(feed)} · <RelativeTime at={feed.createdAt} />
                  </Typography>
                  <Button
                    size="small"
                    aria-label={t('calendar.feed.takeBackOne', {
                      what: whatOf(feed),
                    })}
                    disabled={command.pending}
                    onClick={() => takeBack(feed)}
                  >
                    {t('calendar.feed.takeBack')}
                  </Button>
                </li>
              ))}
            </ul>
          </>
        )}
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t('common.close')}</Button>
        <Button
          variant="contained"
          color="primary"
          disabled={command.pending}
          onClick={make}
        >
          {t('calendar.feed.make')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

import { discoveryApiRef, useApi } from '@backstage/core-plugin-api';
import Button from '@material-ui/core/Button';
import Dialog from '@material-ui/core/Dialog';
import DialogActions from '@material-ui/core/DialogActions';
import DialogContent from '@material-ui/core/DialogContent';
import DialogContentText from '@material-ui/core/DialogContentText';
import DialogTitle from '@material-ui/core/DialogTitle';
import Alert from '@material-ui/lab/Alert';
import { useState } from 'react';
import { orchestratorApiRef } from '../../api';
import { useCalendarFeeds, useCommand } from '../../data';
import { useText } from '../../translation';
import { QueryView } from '../QueryView';
import { FeedAddress } from './FeedAddress';
import { FeedList } from './FeedList';

/** What a feed has the dates of: one train, all trains of one product, or where neither is given all of the viewer's. */
export interface FeedScope {
  trainId?: string;
  entityRef?: string;
}

/** Makes an iCalendar feed, shows its address this once, and takes feeds back. */
export function CalendarFeedsDialog(props: {
  scope: FeedScope;
  onClose: () => void;
}) {
  const { scope, onClose } = props;
  const t = useText();
  const api = useApi(orchestratorApiRef);
  const discovery = useApi(discoveryApiRef);
  const feeds = useCalendarFeeds();
  const command = useCommand();
  const [made, setMade] = useState<{ id: string; address: string }>();
  const create = () =>
    command.perform(async () => {
      // Asked for first: the secret must not be lost because the address of the backend isn't known.
      const base = await discovery.getBaseUrl('orchestrator');
      const { id, path = '' } = await api.createCalendarFeed({
        body: scope,
      });
      setMade({ id, address: `${base}${path}` });
      feeds.refresh();
    });
  const revoke = async (feedId: string) => {
    await api.deleteCalendarFeed({ params: { feedId } });
    setMade(one => (one?.id === feedId ? undefined : one));
    feeds.refresh();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      aria-labelledby="orchestrator-calendar-feeds"
      fullWidth
      maxWidth="sm"
    >
      <DialogTitle id="orchestrator-calendar-feeds">
        {t('calendar.feed.title')}
      </DialogTitle>
      <DialogContent>
        <DialogContentText>
          {t(`calendar.feed.${whatOf(scope)}`)}
        </DialogContentText>
        {made && <FeedAddress address={made.address} />}
        {command.error && <Alert severity="error">{command.error}</Alert>}
        <QueryView query={feeds} lines={2}>
          {items => <FeedList feeds={items} revoke={revoke} />}
        </QueryView>
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t('common.close')}</Button>
        <Button
          variant="contained"
          color="primary"
          disabled={command.pending}
          onClick={create}
        >
          {t('calendar.feed.create')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function whatOf({ trainId, entityRef }: FeedScope) {
  if (trainId !== undefined) {
    return 'whatTrain';
  }
  return entityRef === undefined ? 'whatMine' : 'whatProduct';
}

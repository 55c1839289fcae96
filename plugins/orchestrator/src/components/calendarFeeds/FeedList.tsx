import { Link } from '@backstage/core-components';
import List from '@material-ui/core/List';
import ListItem from '@material-ui/core/ListItem';
import ListItemText from '@material-ui/core/ListItemText';
import Typography from '@material-ui/core/Typography';
import type { CalendarFeed } from '../../data';
import { useOrchestratorPaths } from '../../routes';
import { useText } from '../../translation';
import { CommandButton } from '../dialogs';
import { EntityName } from '../EntityName';
import { RelativeTime } from '../RelativeTime';

/** Feeds that the viewer has made, each with what it is of. */
export function FeedList(props: {
  feeds: CalendarFeed[];
  revoke: (feedId: string) => Promise<void>;
}) {
  const { feeds, revoke } = props;
  const t = useText();
  if (feeds.length === 0) {
    return <Typography variant="body2">{t('calendar.feed.empty')}</Typography>;
  }
  return (
    <List dense aria-label={t('calendar.feed.list')}>
      {feeds.map(feed => (
        <ListItem key={feed.id} disableGutters>
          <ListItemText
            primary={<FeedName feed={feed} />}
            secondary={
              <>
                {t('calendar.feed.made')} <RelativeTime at={feed.createdAt} />
              </>
            }
          />
          <CommandButton
            size="small"
            label={t('calendar.feed.revoke')}
            ask={{
              title: t('calendar.feed.revokeTitle'),
              consequences: [t('calendar.feed.revokeWhat')],
            }}
            done={t('calendar.feed.revoked')}
            perform={() => revoke(feed.id)}
          />
        </ListItem>
      ))}
    </List>
  );
}

function FeedName({ feed }: { feed: CalendarFeed }) {
  const t = useText();
  const paths = useOrchestratorPaths();
  if (feed.trainId !== undefined) {
    return (
      <Link to={paths.train(feed.trainId)}>
        {t('calendar.feed.ofTrain', { train: feed.trainId })}
      </Link>
    );
  }
  return feed.entityRef === undefined ? (
    <>{t('calendar.feed.ofMine')}</>
  ) : (
    <EntityName entityRef={feed.entityRef} />
  );
}

import { Link } from '@backstage/core-components';
import List from '@material-ui/core/List';
import ListItem from '@material-ui/core/ListItem';
import ListItemText from '@material-ui/core/ListItemText';
import Typography from '@material-ui/core/Typography';
import type { InboxItem } from '@backstage-orchestrator/plugin-orchestrator-common';
import { Loading } from '../../components/QueryView';
import { RelativeTime } from '../../components/RelativeTime';
import { inboxKey, type Pages } from '../../data';
import { useOrchestratorPaths } from '../../routes';
import { useText } from '../../translation';

/** The newest things that wait for the viewer, and the way to all of them. */
export function WaitingForMe({ inbox }: { inbox: Pages<InboxItem> }) {
  const t = useText();
  const paths = useOrchestratorPaths();
  return (
    <section aria-labelledby="orchestrator-overview-inbox">
      <Typography variant="h5" component="h3" id="orchestrator-overview-inbox">
        {inbox.totalItems > 0
          ? t('overview.inbox.count', { count: inbox.totalItems })
          : t('overview.inbox.title')}
      </Typography>
      {inbox.loading && <Loading lines={2} />}
      {!inbox.loading && inbox.items.length === 0 && (
        <Typography variant="body2">{t('overview.inbox.empty')}</Typography>
      )}
      <List dense disablePadding>
        {inbox.items.map(item => (
          <ListItem key={inboxKey(item)} disableGutters>
            <ListItemText
              primary={<Link to={paths.below(item.url)}>{item.question}</Link>}
              secondary={
                <>
                  {item.runTitle} · {item.evidence} ·{' '}
                  <RelativeTime at={item.since} />
                </>
              }
            />
          </ListItem>
        ))}
      </List>
      {inbox.totalItems > inbox.items.length && (
        <Link to={paths.inbox()}>
          {t('overview.inbox.all', { count: inbox.totalItems })}
        </Link>
      )}
    </section>
  );
}

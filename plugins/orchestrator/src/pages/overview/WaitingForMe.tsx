import { Link } from '@backstage/core-components';
import List from '@material-ui/core/List';
import ListItem from '@material-ui/core/ListItem';
import ListItemText from '@material-ui/core/ListItemText';
import Typography from '@material-ui/core/Typography';
import { Loading } from '../../components/QueryView';
import { RelativeTime } from '../../components/RelativeTime';
import { ReasonText } from '../../components/ReasonText';
import { inboxKey, type WaitingItems } from '../../data';
import { useOrchestratorPaths } from '../../routes';
import { useText } from '../../translation';
import { trainItemPath } from '../inbox';

/** What has waited longest for the viewer, and the way to all of them. */
export function WaitingForMe(props: { inbox: WaitingItems; shown: number }) {
  const { inbox, shown } = props;
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
        {inbox.items.slice(0, shown).map(waiting => {
          const { to, title, known } =
            waiting.from === 'sweep'
              ? {
                  to: paths.below(waiting.item.url),
                  title: waiting.item.runTitle,
                  known: waiting.item.evidence,
                }
              : {
                  to: trainItemPath(paths, waiting.item),
                  title: waiting.item.trainTitle,
                  known: waiting.item.summary,
                };
          const { question, since } = waiting.item;
          return (
            <ListItem key={inboxKey(waiting)} disableGutters>
              <ListItemText
                primary={<Link to={to}>{question}</Link>}
                secondary={
                  <>
                    {title} · <ReasonText text={known} /> ·{' '}
                    <RelativeTime at={since} />
                  </>
                }
              />
            </ListItem>
          );
        })}
      </List>
      {inbox.totalItems > Math.min(shown, inbox.items.length) && (
        <Link to={paths.inbox()}>
          {t('overview.inbox.all', { count: inbox.totalItems })}
        </Link>
      )}
    </section>
  );
}

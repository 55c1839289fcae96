import { Link } from '@backstage/core-components';
import List from '@material-ui/core/List';
import ListItem from '@material-ui/core/ListItem';
import ListItemText from '@material-ui/core/ListItemText';
import Typography from '@material-ui/core/Typography';
import type { InboxItem } from '@backstage-orchestrator/plugin-orchestrator-common';
import { Loading } from '../../components/QueryView';
import { RelativeTime } from '../../components/RelativeTime';
import { inboxKey, type Pages, type TrainInboxItem } from '../../data';
import { useOrchestratorPaths } from '../../routes';
import { useText } from '../../translation';
import { pathOfQuestion, trainQuestionKey } from '../inbox/trainAnswers';

/** Questions of trains that are shown before the link to all of them. */
const QUESTIONS_SHOWN = 5;

/** The newest things that wait for the viewer, and the way to all of them. */
export function WaitingForMe(props: {
  inbox: Pages<InboxItem>;
  /** What release trains wait for. */
  questions: TrainInboxItem[];
}) {
  const { inbox, questions } = props;
  const total = inbox.totalItems + questions.length;
  const shownQuestions = questions.slice(0, QUESTIONS_SHOWN);
  const t = useText();
  const paths = useOrchestratorPaths();
  return (
    <section aria-labelledby="orchestrator-overview-inbox">
      <Typography variant="h5" component="h3" id="orchestrator-overview-inbox">
        {total > 0
          ? t('overview.inbox.count', { count: total })
          : t('overview.inbox.title')}
      </Typography>
      {inbox.loading && <Loading lines={2} />}
      {!inbox.loading && total === 0 && (
        <Typography variant="body2">{t('overview.inbox.empty')}</Typography>
      )}
      <List dense disablePadding>
        {shownQuestions.map(item => (
          <ListItem key={trainQuestionKey(item)} disableGutters>
            <ListItemText
              primary={
                <Link to={pathOfQuestion(paths, item)}>{item.question}</Link>
              }
              secondary={
                <>
                  {item.trainTitle} · {item.summary} ·{' '}
                  <RelativeTime at={item.since} />
                </>
              }
            />
          </ListItem>
        ))}
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
      {total > inbox.items.length + shownQuestions.length && (
        <Link to={paths.inbox()}>
          {t('overview.inbox.all', { count: total })}
        </Link>
      )}
    </section>
  );
}

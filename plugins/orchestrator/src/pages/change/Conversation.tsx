import Paper from '@material-ui/core/Paper';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type { LocalChange } from '@backstage-orchestrator/plugin-orchestrator-common';
import { EntityNameOrText } from '../../components/EntityName';
import { RelativeTime } from '../../components/RelativeTime';
import { UntrustedMarkdown } from '../../components/UntrustedMarkdown';
import { useText } from '../../translation';

const useStyles = makeStyles(
  theme => ({
    list: { listStyle: 'none', margin: 0, padding: 0 },
    text: { padding: theme.spacing(1, 2), margin: theme.spacing(0.5, 0, 1) },
    item: { marginBottom: theme.spacing(1) },
  }),
  { name: 'OrchestratorConversation' },
);

/** What was said and done about a change, oldest first. */
export function Conversation({ local }: { local: LocalChange }) {
  const t = useText();
  const classes = useStyles();
  return (
    <>
      <Typography variant="h5" component="h3" gutterBottom>
        {t('change.conversation')}
      </Typography>
      {local.conversation.length === 0 && (
        <Typography variant="body2">{t('change.nothingSaid')}</Typography>
      )}
      <ol className={classes.list}>
        {local.conversation.map(entry => (
          <li key={entry.id} className={classes.item}>
            <Typography variant="body2">
              <EntityNameOrText text={entry.by} />{' '}
              {t(`change.did.${entry.kind}`)} <RelativeTime at={entry.at} />
            </Typography>
            {entry.text && (
              <Paper variant="outlined" className={classes.text}>
                <UntrustedMarkdown content={entry.text} />
              </Paper>
            )}
          </li>
        ))}
      </ol>
    </>
  );
}

import { Link } from '@backstage/core-components';
import Box from '@material-ui/core/Box';
import List from '@material-ui/core/List';
import ListItem from '@material-ui/core/ListItem';
import ListItemText from '@material-ui/core/ListItemText';
import Typography from '@material-ui/core/Typography';
import type { TargetSummary } from '@backstage-orchestrator/plugin-orchestrator-common';
import { ChecksChip, ReviewChip, TargetChip } from '../components/states';
import type { EntitySummary } from '../data';
import { ChangeLink } from '../pages/target';
import { useOrchestratorPaths } from '../routes';
import { useText } from '../translation';

/** States in which somebody of the owner's must do something besides reviewing an open change. */
const WAITS_FOR_OWNER: TargetSummary['status'][] = [
  'needsReview',
  'failed',
  'problem',
];

/** Changes of an entity that can be reviewed now, and targets that nobody but their owner gets on with. */
export function OpenChanges({ items }: { items: EntitySummary['items'] }) {
  const t = useText();
  const paths = useOrchestratorPaths();
  const changes = items.flatMap(({ run, target }) =>
    [target.change, target.revert].flatMap(change =>
      change?.state === 'open' || change?.state === 'draft'
        ? [{ run, change }]
        : [],
    ),
  );
  const waiting = items.filter(({ target }) =>
    WAITS_FOR_OWNER.includes(target.status),
  );
  return (
    <Box mb={3}>
      <Typography variant="h5" component="h3">
        {t('entity.changesTitle')}
      </Typography>
      {changes.length === 0 && (
        <Typography variant="body2">{t('entity.noChanges')}</Typography>
      )}
      <List dense disablePadding>
        {changes.map(({ run, change }) => (
          <ListItem
            key={`${change.host} ${change.repository} ${change.id}`}
            disableGutters
            style={{ flexWrap: 'wrap', gap: 8 }}
          >
            <ChangeLink change={change} />
            <ReviewChip review={change.review} />
            <ChecksChip checks={change.checks} />
            <Typography variant="body2">
              <Link to={paths.sweep(run.id)}>{run.title}</Link>
            </Typography>
          </ListItem>
        ))}
      </List>
      {waiting.length > 0 && (
        <>
          <Typography variant="h5" component="h3">
            {t('entity.waitingTitle')}
          </Typography>
          <List dense disablePadding>
            {waiting.map(({ run, target }) => (
              <ListItem
                key={`${run.id} ${target.id}`}
                disableGutters
                style={{ flexWrap: 'wrap', gap: 8 }}
              >
                <TargetChip status={target.status} />
                <ListItemText
                  primary={
                    <Link to={paths.target(run.id, target.id)}>
                      {run.title}
                    </Link>
                  }
                  secondary={
                    target.failure?.message ?? target.problems[0]?.message
                  }
                />
              </ListItem>
            ))}
          </List>
        </>
      )}
    </Box>
  );
}

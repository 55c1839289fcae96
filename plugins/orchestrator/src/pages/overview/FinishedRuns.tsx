import { Link } from '@backstage/core-components';
import List from '@material-ui/core/List';
import ListItem from '@material-ui/core/ListItem';
import Typography from '@material-ui/core/Typography';
import type { RunSummary } from '@backstage-orchestrator/plugin-orchestrator-common';
import { RelativeTime } from '../../components/RelativeTime';
import { RunChip } from '../../components/states';
import type { Pages } from '../../data';
import { useOrchestratorPaths } from '../../routes';
import { useText } from '../../translation';

/** Runs that ended lately, each with the way to its report. */
export function FinishedRuns({ runs }: { runs: Pages<RunSummary> }) {
  const t = useText();
  const paths = useOrchestratorPaths();
  return runs.items.length === 0 ? null : (
    <section aria-labelledby="orchestrator-overview-finished">
      <Typography
        variant="h5"
        component="h3"
        id="orchestrator-overview-finished"
      >
        {t('overview.finished.title')}
      </Typography>
      <List dense disablePadding>
        {runs.items.map(run => (
          <ListItem
            key={run.id}
            disableGutters
            style={{ gap: 8, flexWrap: 'wrap' }}
          >
            <Link to={paths.sweep(run.id, 'report')}>{run.title}</Link>
            <RunChip status={run.status} outcome={run.outcome} />
            <Typography variant="body2">
              <RelativeTime at={run.finishedAt ?? run.updatedAt} />
            </Typography>
          </ListItem>
        ))}
      </List>
      {runs.totalItems > runs.items.length && (
        <Link to={paths.sweeps({ status: ['finished', 'cancelled'] })}>
          {t('overview.finished.all', { count: runs.totalItems })}
        </Link>
      )}
    </section>
  );
}

import { Link } from '@backstage/core-components';
import List from '@material-ui/core/List';
import ListItem from '@material-ui/core/ListItem';
import Typography from '@material-ui/core/Typography';
import {
  ENDED_PHASES,
  type RunSummary,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { RelativeTime } from '../../components/RelativeTime';
import { PhaseChip, RunChip } from '../../components/states';
import type { Pages, TrainSummary } from '../../data';
import { useOrchestratorPaths } from '../../routes';
import { useText } from '../../translation';

/** Sweeps and trains that ended lately, the last first, each with the way to its report. */
export function FinishedRuns(props: {
  runs: Pages<RunSummary>;
  trains: Pages<TrainSummary>;
}) {
  const { runs, trains } = props;
  const t = useText();
  const paths = useOrchestratorPaths();
  const ended = [
    ...runs.items.map(run => ({
      ...{ id: run.id, title: run.title, to: paths.sweep(run.id, 'report') },
      chip: <RunChip status={run.status} outcome={run.outcome} />,
      at: run.finishedAt ?? run.updatedAt,
    })),
    ...trains.items.map(train => ({
      ...{
        id: train.id,
        title: train.title,
        to: paths.train(train.id, 'report'),
      },
      chip: <PhaseChip phase={train.phase} outcome={train.outcome} />,
      at: train.finishedAt ?? train.updatedAt,
    })),
  ].sort((a, b) => (a.at < b.at ? 1 : -1));
  return ended.length === 0 ? null : (
    <section aria-labelledby="orchestrator-overview-finished">
      <Typography
        variant="h5"
        component="h3"
        id="orchestrator-overview-finished"
      >
        {t('overview.finished.title')}
      </Typography>
      <List dense disablePadding>
        {ended.map(({ id, title, to, chip, at }) => (
          <ListItem
            key={id}
            disableGutters
            style={{ gap: 8, flexWrap: 'wrap' }}
          >
            <Link to={to}>{title}</Link>
            {chip}
            <Typography variant="body2">
              <RelativeTime at={at} />
            </Typography>
          </ListItem>
        ))}
      </List>
      {runs.totalItems > runs.items.length && (
        <div>
          <Link to={paths.sweeps({ status: ['finished', 'cancelled'] })}>
            {t('overview.finished.all', { count: runs.totalItems })}
          </Link>
        </div>
      )}
      {trains.totalItems > trains.items.length && (
        <div>
          <Link to={paths.trains({ phase: [...ENDED_PHASES] })}>
            {t('overview.finished.allTrains', { count: trains.totalItems })}
          </Link>
        </div>
      )}
    </section>
  );
}

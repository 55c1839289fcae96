import { Link } from '@backstage/core-components';
import Paper from '@material-ui/core/Paper';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type { RunSummary } from '@backstage-orchestrator/plugin-orchestrator-common';
import { EntityName } from '../../components/EntityName';
import { Loading } from '../../components/QueryView';
import { SegmentedBar } from '../../components/SegmentedBar';
import { RunChip, RUNS_IN_PROGRESS } from '../../components/states';
import { useRun, type Pages } from '../../data';
import { useOrchestratorPaths } from '../../routes';
import { useText } from '../../translation';
import { WaitingReasons } from '../sweep/WaitingReasons';

const useStyles = makeStyles(
  theme => ({
    run: { padding: theme.spacing(2), marginTop: theme.spacing(1) },
    head: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: theme.spacing(1),
      alignItems: 'center',
      marginBottom: theme.spacing(1),
    },
    title: {
      fontWeight: theme.typography.fontWeightBold as number,
      overflowWrap: 'anywhere',
    },
  }),
  { name: 'OrchestratorRunsInProgress' },
);

/** Runs under way: how far each is, and what limits it now. */
export function RunsInProgress({ runs }: { runs: Pages<RunSummary> }) {
  const t = useText();
  const paths = useOrchestratorPaths();
  return (
    <section aria-labelledby="orchestrator-overview-running">
      <Typography
        variant="h5"
        component="h3"
        id="orchestrator-overview-running"
      >
        {t('overview.running.title')}
      </Typography>
      {runs.loading && <Loading lines={3} />}
      {!runs.loading && runs.items.length === 0 && (
        <Typography variant="body2">{t('overview.running.empty')}</Typography>
      )}
      {runs.items.map(run => (
        <RunInProgress key={run.id} run={run} />
      ))}
      {runs.totalItems > runs.items.length && (
        <Link to={paths.sweeps({ status: RUNS_IN_PROGRESS })}>
          {t('overview.running.all', { count: runs.totalItems })}
        </Link>
      )}
    </section>
  );
}

function RunInProgress({ run }: { run: RunSummary }) {
  const classes = useStyles();
  const paths = useOrchestratorPaths();
  // What limits a run is in its detail only.
  const detail = useRun(run.id).value;
  return (
    <Paper
      variant="outlined"
      className={classes.run}
      component="article"
      aria-label={run.title}
    >
      <div className={classes.head}>
        <Link to={paths.sweep(run.id)} className={classes.title}>
          {run.title}
        </Link>
        <RunChip status={run.status} outcome={run.outcome} />
        <Typography variant="body2">
          <EntityName entityRef={run.owner} />
        </Typography>
      </div>
      <SegmentedBar
        counts={run.counts}
        linkTo={status => paths.sweep(run.id, 'targets', { status })}
      />
      {detail && <WaitingReasons run={detail} />}
    </Paper>
  );
}

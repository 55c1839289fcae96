import { Link } from '@backstage/core-components';
import Paper from '@material-ui/core/Paper';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type { RunSummary } from '@backstage-orchestrator/plugin-orchestrator-common';
import { EntityName } from '../../components/EntityName';
import { RelativeTime } from '../../components/RelativeTime';
import { SegmentedBar } from '../../components/SegmentedBar';
import { RunChip } from '../../components/states';
import { useOrchestratorPaths } from '../../routes';
import { useText } from '../../translation';

const useStyles = makeStyles(
  theme => ({
    list: { listStyle: 'none', margin: 0, padding: 0 },
    run: { padding: theme.spacing(1.5), marginBottom: theme.spacing(1) },
    head: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: theme.spacing(0.5, 1),
      alignItems: 'center',
      overflowWrap: 'anywhere',
    },
    facts: { margin: theme.spacing(0.5, 0, 1) },
  }),
  { name: 'OrchestratorRunsList' },
);

/** Runs below each other, for windows that are too narrow for a table. */
export function RunsList(props: { runs: RunSummary[] }) {
  const t = useText();
  const classes = useStyles();
  const paths = useOrchestratorPaths();
  return (
    <ul className={classes.list} aria-label={t('sweeps.title')}>
      {props.runs.map(run => (
        <Paper
          key={run.id}
          variant="outlined"
          component="li"
          className={classes.run}
        >
          <div className={classes.head}>
            <Link to={paths.sweep(run.id)}>{run.title}</Link>
            <RunChip status={run.status} outcome={run.outcome} />
          </div>
          <Typography variant="body2" className={classes.facts}>
            <Link to={paths.sweep(run.id)}>
              {t('sweep.targets', { count: run.targets })}
            </Link>{' '}
            · <EntityName entityRef={run.owner} /> ·{' '}
            <RelativeTime at={run.createdAt} />
          </Typography>
          <SegmentedBar
            compact
            counts={run.counts}
            linkTo={status => paths.sweep(run.id, 'targets', { status })}
          />
        </Paper>
      ))}
    </ul>
  );
}

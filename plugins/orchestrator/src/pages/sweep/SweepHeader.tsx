import { Link } from '@backstage/core-components';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import Alert from '@material-ui/lab/Alert';
import type { RunDetail } from '@backstage-orchestrator/plugin-orchestrator-common';
import { ActorName, EntityName } from '../../components/EntityName';
import { LiveIndicator } from '../../components/LiveIndicator';
import { PageHeading } from '../../components/PageHeading';
import { RelativeTime } from '../../components/RelativeTime';
import { SegmentedBar } from '../../components/SegmentedBar';
import { RunChip } from '../../components/states';
import { UntrustedMarkdown } from '../../components/UntrustedMarkdown';
import type { Query } from '../../data';
import { useOrchestratorPaths } from '../../routes';
import { useText } from '../../translation';
import { SweepActions } from './SweepActions';
import { WaitingReasons } from './WaitingReasons';
import { quietColor } from '../../components/states/tones';

const useStyles = makeStyles(
  theme => ({
    facts: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: theme.spacing(0.5, 3),
      marginBottom: theme.spacing(1),
      color: quietColor(theme),
    },
    block: { marginBottom: theme.spacing(2) },
  }),
  { name: 'OrchestratorSweepHeader' },
);

/** Title, owner, state, the one next action, and how far the sweep is. */
export function SweepHeader(props: {
  run: RunDetail;
  query: Query<RunDetail>;
}) {
  const { run, query } = props;
  const t = useText();
  const classes = useStyles();
  const paths = useOrchestratorPaths();
  return (
    <header>
      <PageHeading
        title={run.title}
        aside={
          <>
            <RunChip status={run.status} outcome={run.outcome} />
            <LiveIndicator query={query} />
          </>
        }
        actions={<SweepActions run={run} refresh={query.refresh} />}
      />
      <div className={classes.facts}>
        <Typography variant="body2">
          {t('sweep.owner')}: <EntityName entityRef={run.owner} />
        </Typography>
        <Typography variant="body2">
          {t('sweep.createdBy')}: <ActorName actor={run.createdBy} />,{' '}
          <RelativeTime at={run.createdAt} />
        </Typography>
        <Typography variant="body2">
          <Link to={paths.sweep(run.id)}>
            {t('sweep.targets', { count: run.targets })}
          </Link>
          {run.problems > 0 && (
            <>
              {', '}
              <Link
                to={paths.sweep(run.id, 'targets', { status: ['problem'] })}
              >
                {t('sweep.problems', { count: run.problems })}
              </Link>
            </>
          )}
        </Typography>
        {Object.entries(run.labels).map(([key, value]) => (
          <Link
            key={key}
            to={paths.sweeps({ label: `${key}=${value}` })}
            variant="body2"
          >
            {key}={value}
          </Link>
        ))}
      </div>
      {run.description && (
        <div className={classes.block}>
          <UntrustedMarkdown content={run.description} />
        </div>
      )}
      <Notices run={run} />
      {run.targets > 0 && (
        <div className={classes.block}>
          <SegmentedBar
            counts={run.counts}
            linkTo={status => paths.sweep(run.id, 'targets', { status })}
          />
        </div>
      )}
      <WaitingReasons run={run} />
    </header>
  );
}

/** What stands in the way of the whole run. */
function Notices({ run }: { run: RunDetail }) {
  const t = useText();
  const classes = useStyles();
  return (
    <>
      {run.archivedAt && (
        <Alert severity="info" className={classes.block}>
          {t(run.importedAt ? 'sweep.imported' : 'sweep.archived')}{' '}
          <RelativeTime at={run.archivedAt} />
        </Alert>
      )}
      {run.status === 'paused' && run.pause && (
        <Alert severity="warning" className={classes.block}>
          {t(`sweep.pausedBy.${run.pause.cause}`)} {run.pause.reason}{' '}
          {run.pause.by && <EntityName entityRef={run.pause.by} />}{' '}
          <RelativeTime at={run.pause.at} />
        </Alert>
      )}
      {run.rollback && (
        <Alert severity="info" className={classes.block}>
          {t('sweep.rolledBackBecause', { reason: run.rollback.reason })}{' '}
          <EntityName entityRef={run.rollback.by} />{' '}
          <RelativeTime at={run.rollback.at} />
        </Alert>
      )}
    </>
  );
}

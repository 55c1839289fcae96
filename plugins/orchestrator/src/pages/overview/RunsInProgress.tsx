import { Link } from '@backstage/core-components';
import Typography from '@material-ui/core/Typography';
import type { RunSummary } from '@backstage-orchestrator/plugin-orchestrator-common';
import { EntityName } from '../../components/EntityName';
import { Loading } from '../../components/QueryView';
import { SegmentedBar } from '../../components/SegmentedBar';
import {
  RunChip,
  RUNS_IN_PROGRESS,
  TRAINS_TRAVELLING,
} from '../../components/states';
import { useRun, type Pages, type TrainSummary } from '../../data';
import { useOrchestratorPaths } from '../../routes';
import { useText } from '../../translation';
import { WaitingReasons } from '../sweep/WaitingReasons';
import { InProgress } from './InProgress';
import { TrainInProgress } from './TrainInProgress';

/** Trains and sweeps under way: how far each is, and what limits it now. */
export function RunsInProgress(props: {
  runs: Pages<RunSummary>;
  trains: Pages<TrainSummary>;
}) {
  const { runs, trains } = props;
  const t = useText();
  const paths = useOrchestratorPaths();
  const loading = runs.loading || trains.loading;
  return (
    <section aria-labelledby="orchestrator-overview-running">
      <Typography
        variant="h5"
        component="h3"
        id="orchestrator-overview-running"
      >
        {t('overview.running.title')}
      </Typography>
      {loading && <Loading lines={3} />}
      {!loading && runs.items.length + trains.items.length === 0 && (
        <Typography variant="body2">{t('overview.running.empty')}</Typography>
      )}
      {trains.items.map(train => (
        <TrainInProgress key={train.id} train={train} />
      ))}
      {trains.totalItems > trains.items.length && (
        <Link to={paths.trains({ phase: TRAINS_TRAVELLING })}>
          {t('overview.running.allTrains', { count: trains.totalItems })}
        </Link>
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
  const paths = useOrchestratorPaths();
  // What limits a run is in its detail only.
  const detail = useRun(run.id).value;
  return (
    <InProgress
      title={run.title}
      to={paths.sweep(run.id)}
      aside={
        <>
          <RunChip status={run.status} outcome={run.outcome} />
          <Typography variant="body2">
            <EntityName entityRef={run.owner} />
          </Typography>
        </>
      }
    >
      <SegmentedBar
        counts={run.counts}
        linkTo={status => paths.sweep(run.id, 'targets', { status })}
      />
      {detail && <WaitingReasons run={detail} />}
    </InProgress>
  );
}

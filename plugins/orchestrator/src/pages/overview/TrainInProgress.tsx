import { Link } from '@backstage/core-components';
import Typography from '@material-ui/core/Typography';
import HourglassEmptyIcon from '@material-ui/icons/HourglassEmpty';
import { EntityName } from '../../components/EntityName';
import { ReasonText } from '../../components/ReasonText';
import { RelativeTime } from '../../components/RelativeTime';
import { PhaseChip } from '../../components/states';
import { WaveBar } from '../../components/WaveBar';
import { useTrain, type TrainSummary } from '../../data';
import { useOrchestratorPaths } from '../../routes';
import { useText } from '../../translation';
import { InProgress } from './InProgress';

/** A train under way: its waves, and the first of what stands in the way of the next step. */
export function TrainInProgress({ train }: { train: TrainSummary }) {
  const t = useText();
  const paths = useOrchestratorPaths();
  // What limits a train is in its detail only.
  const obstacles = useTrain(train.id).value?.obstacles ?? [];
  const [first] = obstacles;
  return (
    <InProgress
      title={train.title}
      to={paths.train(train.id)}
      aside={
        <>
          <PhaseChip phase={train.phase} outcome={train.outcome} />
          {train.paused && (
            <Typography variant="body2">{t('trains.paused')}</Typography>
          )}
          <Typography variant="body2">
            <EntityName entityRef={train.owner} />
          </Typography>
        </>
      }
    >
      <WaveBar train={train} />
      {train.openIncidents > 0 && (
        <Link to={paths.train(train.id, 'incidents')}>
          {t('trains.incidents', { count: train.openIncidents })}
        </Link>
      )}
      {first && (
        <Typography variant="body2">
          <HourglassEmptyIcon fontSize="inherit" aria-hidden />{' '}
          <ReasonText text={first.message} />
          {first.until && (
            <>
              {' '}
              (<RelativeTime at={first.until} />)
            </>
          )}
          {obstacles.length > 1 && (
            <>
              {' · '}
              <Link to={paths.train(train.id)}>
                {t('overview.running.more', { count: obstacles.length - 1 })}
              </Link>
            </>
          )}
        </Typography>
      )}
    </InProgress>
  );
}

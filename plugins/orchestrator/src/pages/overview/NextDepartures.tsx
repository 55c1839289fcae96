import { Link } from '@backstage/core-components';
import List from '@material-ui/core/List';
import ListItem from '@material-ui/core/ListItem';
import Typography from '@material-ui/core/Typography';
import { Loading } from '../../components/QueryView';
import { PhaseChip, TRAINS_AHEAD } from '../../components/states';
import type { Pages, TrainSummary } from '../../data';
import { useOrchestratorPaths } from '../../routes';
import { useText } from '../../translation';
import { DepartureTime } from '../trains/DepartureTime';
import { GateChips } from '../trains/GateChips';

/** Trains that leave next, each with its gates. */
export function NextDepartures({ trains }: { trains: Pages<TrainSummary> }) {
  const t = useText();
  const paths = useOrchestratorPaths();
  return (
    <section aria-labelledby="orchestrator-overview-departures">
      <Typography
        variant="h5"
        component="h3"
        id="orchestrator-overview-departures"
      >
        {t('overview.departures.title')}
      </Typography>
      {trains.loading && <Loading lines={2} />}
      {!trains.loading && trains.items.length === 0 && (
        <Typography variant="body2">
          {t('overview.departures.empty')}
        </Typography>
      )}
      <List dense disablePadding>
        {trains.items.map(train => (
          <ListItem
            key={train.id}
            disableGutters
            style={{ gap: 8, flexWrap: 'wrap' }}
          >
            <Link to={paths.train(train.id)}>{train.title}</Link>
            <PhaseChip phase={train.phase} outcome={train.outcome} />
            <Typography variant="body2" component="div">
              <DepartureTime train={train} />
            </Typography>
            <GateChips train={train} />
          </ListItem>
        ))}
      </List>
      {trains.totalItems > trains.items.length && (
        <Link to={paths.trains({ phase: TRAINS_AHEAD })}>
          {t('overview.departures.all', { count: trains.totalItems })}
        </Link>
      )}
    </section>
  );
}

import { Link } from '@backstage/core-components';
import Box from '@material-ui/core/Box';
import Typography from '@material-ui/core/Typography';
import { SubscribeButton } from '../components/calendarFeeds';
import { FailedToLoad } from '../components/QueryView';
import {
  useTrains,
  type EntitySummary,
  type Pages,
  type TrainSummary,
} from '../data';
import { TrainRows } from '../pages/trains';
import { useOrchestratorPaths } from '../routes';
import { useText } from '../translation';
import { EntityTrainStanding } from './EntityTrainStanding';

const TRAINS_SHOWN = 5;

/** Trains that release an entity: those that are no history, and how many are. */
export interface EntityTrainsQuery {
  trains: Pages<TrainSummary>;
  archived: number;
}

/** {@inheritDoc EntityTrainsQuery} */
export function useEntityTrains(entityRef: string): EntityTrainsQuery {
  const of = { entity: entityRef };
  return {
    trains: useTrains({ ...of, archived: 'false' }, TRAINS_SHOWN),
    archived: useTrains({ ...of, archived: 'true' }, 1).totalItems,
  };
}

/**
 * Trains that release this entity: when the next one leaves, where its gates stand, and what it asks of this product.
 * Nothing where there is none.
 */
export function EntityTrains(
  props: EntityTrainsQuery & {
    entityRef: string;
    standings: EntitySummary['trains'];
  },
) {
  const { entityRef, standings, trains, archived } = props;
  const t = useText();
  const paths = useOrchestratorPaths();
  if (trains.error && trains.items.length === 0) {
    return <FailedToLoad error={trains.error} retry={trains.refresh} />;
  }
  const history = archived > 0 && (
    <Typography variant="body2" component="div" gutterBottom>
      <Link to={paths.trains({ entity: entityRef, archived: 'true' })}>
        {t('entity.archivedTrains', { count: archived })}
      </Link>
    </Typography>
  );
  if (trains.items.length === 0) {
    return <>{history}</>;
  }
  return (
    <Box mb={3}>
      <Typography variant="h5" component="h3" gutterBottom>
        {t('entity.trains')}
      </Typography>
      <TrainRows trains={trains.items} />
      {trains.totalItems > trains.items.length && (
        <Link to={paths.trains({ entity: entityRef })}>
          {t('entity.allTrains', { count: trains.totalItems })}
        </Link>
      )}
      {standings.map(standing => (
        <EntityTrainStanding
          key={`${standing.train} ${standing.product}`}
          standing={standing}
        />
      ))}
      <Box mt={1}>
        <SubscribeButton entityRef={entityRef} />
      </Box>
      {history}
    </Box>
  );
}

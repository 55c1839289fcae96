import Typography from '@material-ui/core/Typography';
import Box from '@material-ui/core/Box';
import { Link } from '@backstage/core-components';
import { SubscribeButton } from '../components/calendarFeeds';
import { FailedToLoad } from '../components/QueryView';
import { useTrains } from '../data';
import { TrainRows } from '../pages/trains';
import { useOrchestratorPaths } from '../routes';
import { useText } from '../translation';

const TRAINS_SHOWN = 5;

/** Trains that release this entity: when the next one leaves, and where its gates stand. Nothing where there is none. */
export function EntityTrains({ entityRef }: { entityRef: string }) {
  const t = useText();
  const paths = useOrchestratorPaths();
  const trains = useTrains({ entity: entityRef }, TRAINS_SHOWN);
  if (trains.error && trains.items.length === 0) {
    return <FailedToLoad error={trains.error} retry={trains.refresh} />;
  }
  return trains.items.length === 0 ? null : (
    <Box mb={3}>
      <Typography variant="h5" component="h3" gutterBottom>
        {t('entity.trains')}
      </Typography>
      <TrainRows trains={trains.items} />
      <Box mt={1}>
        <SubscribeButton entityRef={entityRef} />
      </Box>
      {trains.totalItems > trains.items.length && (
        <Link to={paths.trains({ entity: entityRef })}>
          {t('entity.allTrains', { count: trains.totalItems })}
        </Link>
      )}
    </Box>
  );
}

import { EmptyState } from '@backstage/core-components';
import Box from '@material-ui/core/Box';
import Button from '@material-ui/core/Button';
import Typography from '@material-ui/core/Typography';
import {
  TRAIN_PHASES,
  type TrainPhase,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { SubscribeButton } from '../../components/calendarFeeds';
import { SavedViews } from '../../components/filters/SavedViews';
import { LiveIndicator } from '../../components/LiveIndicator';
import { PageHeading } from '../../components/PageHeading';
import { FailedToLoad, Loading } from '../../components/QueryView';
import { ImportButton } from '../../components/runFiles';
import { TRAINS_AHEAD, TRAINS_TRAVELLING } from '../../components/states';
import { useTrains, useUrlFilters, type TrainFilters } from '../../data';
import { useOrchestratorPaths } from '../../routes';
import { useText } from '../../translation';
import { NewTrainButton } from './NewTrainButton';
import { TrainRows } from './TrainRows';
import { TrainsFilters } from './TrainsFilters';

/** Names of the filters in the address. */
const FILTER_NAMES = [
  'phase',
  'owner',
  'entity',
  'label',
  'mine',
  'archived',
  'q',
] as const;

const searchOfPhases = (phases: string[]) =>
  new URLSearchParams(phases.map(phase => ['phase', phase])).toString();

/** Which ones? All trains, the next departure first; the filters are in the address. */
export function TrainsPage() {
  const t = useText();
  const paths = useOrchestratorPaths();
  const { one, many, clear } = useUrlFilters();
  const phases = many('phase').filter((phase): phase is TrainPhase =>
    (TRAIN_PHASES as readonly string[]).includes(phase),
  );
  const filters: TrainFilters = {
    ...(phases.length > 0 && { phase: phases }),
    ...(many('owner').length > 0 && { owner: many('owner') }),
    ...(one('entity') && { entity: one('entity') }),
    ...(many('label').length > 0 && { label: many('label') }),
    ...(one('mine') === 'true' && { mine: 'true' }),
    ...(one('archived') === 'true' && { archived: 'true' }),
    ...(one('q') && { q: one('q') }),
  };
  const filtered = Object.keys(filters).length > 0;
  const trains = useTrains(filters);

  return (
    <>
      <PageHeading
        title={t('trains.title')}
        aside={<LiveIndicator query={trains} />}
        actions={
          <>
            <ImportButton />
            <SubscribeButton />
            <NewTrainButton />
          </>
        }
      />
      <SavedViews
        list="trains"
        path={paths.trains()}
        everybodys={[
          { name: t('trains.view.all'), search: '' },
          { name: t('trains.view.mine'), search: 'mine=true' },
          {
            name: t('trains.view.ahead'),
            search: searchOfPhases(TRAINS_AHEAD),
          },
          {
            name: t('trains.view.travelling'),
            search: searchOfPhases(TRAINS_TRAVELLING),
          },
        ]}
      />
      <TrainsFilters />
      {trains.loading && <Loading lines={8} />}
      {trains.error && trains.items.length === 0 && (
        <FailedToLoad error={trains.error} retry={trains.refresh} />
      )}
      {!trains.loading && !trains.error && trains.items.length === 0 && (
        <EmptyState
          missing="content"
          title={filtered ? t('common.nothingMatches') : t('trains.empty')}
          description={filtered ? undefined : t('trains.emptyHint')}
          action={
            filtered ? (
              <Button variant="outlined" onClick={() => clear(...FILTER_NAMES)}>
                {t('common.clearFilters')}
              </Button>
            ) : (
              <NewTrainButton />
            )
          }
        />
      )}
      {trains.items.length > 0 && (
        <>
          <Typography variant="body2" gutterBottom>
            {t('trains.count', { count: trains.totalItems })}
          </Typography>
          <TrainRows trains={trains.items} />
        </>
      )}
      {trains.hasMore && (
        <Box mt={2}>
          <Button
            variant="outlined"
            onClick={() => trains.loadMore()}
            disabled={trains.loadingMore}
          >
            {t('common.loadMore')}
          </Button>
        </Box>
      )}
    </>
  );
}

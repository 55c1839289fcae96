import { EmptyState } from '@backstage/core-components';
import Box from '@material-ui/core/Box';
import Button from '@material-ui/core/Button';
import {
  RUN_STATUSES,
  type RunStatus,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { FailedToLoad, Loading } from '../../components/QueryView';
import { LiveIndicator } from '../../components/LiveIndicator';
import { PageHeading } from '../../components/PageHeading';
import { NewSweepButton } from '../../components/NewSweepButton';
import { useRuns, useUrlFilters, type RunFilters } from '../../data';
import { ImportButton } from '../../components/runFiles';
import { SavedViews } from '../../components/filters/SavedViews';
import {
  RUNS_IN_PROGRESS,
  RUNS_THAT_WAIT_FOR_PEOPLE,
} from '../../components/states';
import { useOrchestratorPaths } from '../../routes';
import { useText } from '../../translation';
import { RunsTable } from './RunsTable';
import { SweepsFilters } from './SweepsFilters';

/** Names of the filters in the address. */
export const RUN_FILTER_NAMES = [
  'status',
  'owner',
  'entity',
  'label',
  'mine',
  'archived',
  'q',
] as const;

/** Which ones? All sweeps, newest first; the filters are in the address. */
export function SweepsPage() {
  const t = useText();
  const paths = useOrchestratorPaths();
  const { one, many, clear } = useUrlFilters();
  const statuses = many('status').filter((status): status is RunStatus =>
    (RUN_STATUSES as readonly string[]).includes(status),
  );
  const filters: RunFilters = {
    ...(statuses.length > 0 && { status: statuses }),
    ...(many('owner').length > 0 && { owner: many('owner') }),
    ...(one('entity') && { entity: one('entity') }),
    ...(many('label').length > 0 && { label: many('label') }),
    ...(one('mine') === 'true' && { mine: 'true' }),
    ...(one('archived') === 'true' && { archived: 'true' }),
    ...(one('q') && { q: one('q') }),
  };
  const filtered = Object.keys(filters).length > 0;
  const runs = useRuns(filters);

  return (
    <>
      <PageHeading
        title={t('sweeps.title')}
        aside={<LiveIndicator query={runs} />}
        actions={
          <>
            <ImportButton />
            <NewSweepButton />
          </>
        }
      />
      <SavedViews
        list="sweeps"
        path={paths.sweeps()}
        everybodys={[
          { name: t('sweeps.view.all'), search: '' },
          { name: t('sweeps.view.mine'), search: 'mine=true' },
          {
            name: t('sweeps.view.inProgress'),
            search: new URLSearchParams(
              RUNS_IN_PROGRESS.map(status => ['status', status]),
            ).toString(),
          },
          {
            name: t('sweeps.view.stuck'),
            search: new URLSearchParams(
              RUNS_THAT_WAIT_FOR_PEOPLE.map(status => ['status', status]),
            ).toString(),
          },
        ]}
      />
      <SweepsFilters />
      {runs.loading && <Loading lines={8} />}
      {runs.error && runs.items.length === 0 && (
        <FailedToLoad error={runs.error} retry={runs.refresh} />
      )}
      {!runs.loading && !runs.error && runs.items.length === 0 && (
        <EmptyState
          missing="content"
          title={filtered ? t('common.nothingMatches') : t('sweeps.empty')}
          description={filtered ? undefined : t('sweeps.emptyHint')}
          action={
            filtered ? (
              <Button
                variant="outlined"
                onClick={() => clear(...RUN_FILTER_NAMES)}
              >
                {t('common.clearFilters')}
              </Button>
            ) : (
              <NewSweepButton />
            )
          }
        />
      )}
      {runs.items.length > 0 && (
        <RunsTable runs={runs.items} total={runs.totalItems} />
      )}
      {runs.hasMore && (
        <Box mt={2}>
          <Button
            variant="outlined"
            onClick={() => runs.loadMore()}
            disabled={runs.loadingMore}
          >
            {t('common.loadMore')}
          </Button>
        </Box>
      )}
    </>
  );
}

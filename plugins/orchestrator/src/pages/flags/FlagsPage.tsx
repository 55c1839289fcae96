import { EmptyState } from '@backstage/core-components';
import Box from '@material-ui/core/Box';
import Button from '@material-ui/core/Button';
import {
  FLAG_STATUSES,
  type FlagStatus,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { useNavigate } from 'react-router-dom';
import { ExplainedButton } from '../../components/ExplainedButton';
import { FilterBar } from '../../components/filters/FilterBar';
import { SelectFilter } from '../../components/filters/SelectFilter';
import { TextFilter } from '../../components/filters/TextFilter';
import { LiveIndicator } from '../../components/LiveIndicator';
import { PageHeading } from '../../components/PageHeading';
import { FailedToLoad, Loading } from '../../components/QueryView';
import { useFlags, useUrlFilters, type FlagFilters } from '../../data';
import { useOrchestratorPaths } from '../../routes';
import { useText } from '../../translation';
import { FlagsTable } from './FlagsTable';
import { useMayManageFlags } from './useMayManageFlags';

/** Which flags are there, and what are they now? */
export function FlagsPage() {
  const t = useText();
  const { one, many, clear } = useUrlFilters();
  const statuses = many('status').filter((status): status is FlagStatus =>
    (FLAG_STATUSES as readonly string[]).includes(status),
  );
  const filters: FlagFilters = {
    ...(statuses.length > 0 && { status: statuses }),
    ...(one('q') && { q: one('q') }),
  };
  const filtered = Object.keys(filters).length > 0;
  const flags = useFlags(filters);
  return (
    <>
      <PageHeading
        title={t('flags.title')}
        aside={<LiveIndicator query={flags} />}
        actions={<NewFlagButton />}
      />
      <FlagsFilters />
      {flags.loading && <Loading lines={6} />}
      {flags.error && flags.items.length === 0 && (
        <FailedToLoad error={flags.error} retry={flags.refresh} />
      )}
      {!flags.loading && !flags.error && flags.items.length === 0 && (
        <EmptyState
          missing="content"
          title={filtered ? t('common.nothingMatches') : t('flags.empty')}
          description={filtered ? undefined : t('flags.emptyHint')}
          action={
            filtered ? (
              <Button variant="outlined" onClick={() => clear('status', 'q')}>
                {t('common.clearFilters')}
              </Button>
            ) : undefined
          }
        />
      )}
      {flags.items.length > 0 && (
        <FlagsTable flags={flags.items} total={flags.totalItems} />
      )}
      {flags.hasMore && (
        <Box mt={2}>
          <Button
            variant="outlined"
            onClick={() => flags.loadMore()}
            disabled={flags.loadingMore}
          >
            {t('common.loadMore')}
          </Button>
        </Box>
      )}
    </>
  );
}

function NewFlagButton() {
  const t = useText();
  const paths = useOrchestratorPaths();
  const navigate = useNavigate();
  return (
    <ExplainedButton
      variant="contained"
      color="primary"
      whyNot={useMayManageFlags()}
      onClick={() => navigate(paths.newFlag())}
    >
      {t('flags.edit.new')}
    </ExplainedButton>
  );
}

function FlagsFilters() {
  const t = useText();
  const { one, many, set } = useUrlFilters();
  return (
    <FilterBar
      label={t('flags.filters')}
      active={many('status').length > 0 ? 1 : 0}
      more={
        <SelectFilter
          label={t('flags.filter.status')}
          options={FLAG_STATUSES.map(status => ({
            value: status,
            label: t(`flags.status.${status}`),
          }))}
          value={many('status')}
          onChange={status => set({ status })}
        />
      }
    >
      <TextFilter
        label={t('flags.filter.q')}
        value={one('q') ?? ''}
        onChange={q => set({ q })}
      />
    </FilterBar>
  );
}

import { RUN_STATUSES } from '@backstage-orchestrator/plugin-orchestrator-common';
import { RunFilters } from '../../components/filters/RunFilters';
import { WordsFilter } from '../../components/filters/WordsFilter';
import { useText } from '../../translation';

/** Filters of the list of sweeps. */
export function SweepsFilters() {
  const t = useText();
  return (
    <RunFilters
      list="sweeps"
      state={{
        name: 'status',
        label: t('sweeps.filter.status'),
        options: RUN_STATUSES.map(status => ({
          value: status,
          label: t(`state.run.${status}`),
        })),
      }}
      examples={{
        owner: 'group:default/platform',
        entity: 'component:default/payments-api',
      }}
      own={['label']}
    >
      <WordsFilter
        name="label"
        label={t('sweeps.filter.label')}
        placeholder="key=value"
      />
    </RunFilters>
  );
}

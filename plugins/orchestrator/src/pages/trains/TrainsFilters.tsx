import { TRAIN_PHASES } from '@backstage-orchestrator/plugin-orchestrator-common';
import { RunFilters } from '../../components/filters/RunFilters';
import { WordsFilter } from '../../components/filters/WordsFilter';
import { useText } from '../../translation';

/** Filters of the list of trains. */
export function TrainsFilters() {
  const t = useText();
  return (
    <RunFilters
      list="trains"
      state={{
        name: 'phase',
        label: t('trains.filter.phase'),
        options: TRAIN_PHASES.map(phase => ({
          value: phase,
          label: t(`trainState.phase.${phase}`),
        })),
      }}
      examples={{
        owner: 'group:default/commerce',
        entity: 'component:default/checkout-api',
      }}
      own={['label']}
    >
      <WordsFilter
        name="label"
        label={t('trains.filter.label')}
        placeholder="key=value"
      />
    </RunFilters>
  );
}

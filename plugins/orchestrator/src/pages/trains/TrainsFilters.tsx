import Checkbox from '@material-ui/core/Checkbox';
import FormControlLabel from '@material-ui/core/FormControlLabel';
import { TRAIN_PHASES } from '@backstage-orchestrator/plugin-orchestrator-common';
import { FilterBar } from '../../components/filters/FilterBar';
import { SelectFilter } from '../../components/filters/SelectFilter';
import { TextFilter } from '../../components/filters/TextFilter';
import { useUrlFilters } from '../../data';
import { useText } from '../../translation';

/** Filters of the list of trains; their values are in the address. */
export function TrainsFilters() {
  const t = useText();
  const { one, many, set } = useUrlFilters();
  const active = ['phase', 'owner', 'entity', 'mine', 'archived'].filter(
    name => many(name).length > 0,
  ).length;
  return (
    <FilterBar
      label={t('trains.filters')}
      active={active}
      more={
        <>
          <SelectFilter
            label={t('trains.filter.phase')}
            options={TRAIN_PHASES.map(phase => ({
              value: phase,
              label: t(`trainState.phase.${phase}`),
            }))}
            value={many('phase')}
            onChange={phase => set({ phase })}
          />
          <TextFilter
            label={t('trains.filter.owner')}
            placeholder="group:default/commerce"
            value={many('owner').join(' ')}
            onChange={owner => set({ owner: words(owner) })}
          />
          <TextFilter
            label={t('trains.filter.entity')}
            placeholder="component:default/checkout-api"
            value={one('entity') ?? ''}
            onChange={entity => set({ entity })}
          />
          <FormControlLabel
            control={
              <Checkbox
                size="small"
                color="primary"
                checked={one('mine') === 'true'}
                onChange={(_, mine) => set({ mine: mine ? 'true' : undefined })}
              />
            }
            label={t('trains.filter.mine')}
          />
          <FormControlLabel
            control={
              <Checkbox
                size="small"
                color="primary"
                checked={one('archived') === 'true'}
                onChange={(_, archived) =>
                  set({ archived: archived ? 'true' : undefined })
                }
              />
            }
            label={t('trains.filter.archived')}
          />
        </>
      }
    >
      <TextFilter
        label={t('trains.filter.q')}
        value={one('q') ?? ''}
        onChange={q => set({ q })}
      />
    </FilterBar>
  );
}

function words(text: string): string[] {
  return text.split(/[\s,]+/).filter(word => word !== '');
}

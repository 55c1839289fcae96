import Checkbox from '@material-ui/core/Checkbox';
import FormControlLabel from '@material-ui/core/FormControlLabel';
import { RUN_STATUSES } from '@backstage-orchestrator/plugin-orchestrator-common';
import { FilterBar } from '../../components/filters/FilterBar';
import { SelectFilter } from '../../components/filters/SelectFilter';
import { TextFilter } from '../../components/filters/TextFilter';
import { useUrlFilters } from '../../data';
import { useText } from '../../translation';

/** Filters of the list of sweeps; their values are in the address. */
export function SweepsFilters() {
  const t = useText();
  const { one, many, set } = useUrlFilters();
  const active = [
    'status',
    'owner',
    'entity',
    'label',
    'mine',
    'archived',
  ].filter(name => many(name).length > 0).length;
  return (
    <FilterBar
      label={t('sweeps.filters')}
      active={active}
      more={
        <>
          <SelectFilter
            label={t('sweeps.filter.status')}
            options={RUN_STATUSES.map(status => ({
              value: status,
              label: t(`state.run.${status}`),
            }))}
            value={many('status')}
            onChange={status => set({ status })}
          />
          <TextFilter
            label={t('sweeps.filter.owner')}
            placeholder="group:default/platform"
            value={many('owner').join(' ')}
            onChange={owner => set({ owner: words(owner) })}
          />
          <TextFilter
            label={t('sweeps.filter.entity')}
            placeholder="component:default/payments-api"
            value={one('entity') ?? ''}
            onChange={entity => set({ entity })}
          />
          <TextFilter
            label={t('sweeps.filter.label')}
            placeholder="key=value"
            value={many('label').join(' ')}
            onChange={label => set({ label: words(label) })}
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
            label={t('sweeps.filter.mine')}
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
            label={t('sweeps.filter.archived')}
          />
        </>
      }
    >
      <TextFilter
        label={t('sweeps.filter.q')}
        value={one('q') ?? ''}
        onChange={q => set({ q })}
      />
    </FilterBar>
  );
}

function words(text: string): string[] {
  return text.split(/[\s,]+/).filter(word => word !== '');
}

import MenuItem from '@material-ui/core/MenuItem';
import TextField from '@material-ui/core/TextField';
import type {
  RunDetail,
  TargetStatus,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { nameOf } from '../../../components/EntityName';
import { failureWords } from '../../../components/failureWords';
import { FilterBar } from '../../../components/filters/FilterBar';
import { SelectFilter } from '../../../components/filters/SelectFilter';
import { TextFilter } from '../../../components/filters/TextFilter';
import {
  SEGMENTS,
  STATUSES_OF_SEGMENT,
  type Segment,
} from '../../../components/states';
import { useTargetFacets, useUrlFilters } from '../../../data';
import { useText } from '../../../translation';

/** Segments all of whose statuses are asked for. */
function segmentsOf(statuses: string[]): Segment[] {
  return SEGMENTS.filter(segment =>
    STATUSES_OF_SEGMENT[segment].some(status => statuses.includes(status)),
  );
}

/** Filters of the targets of a run: by segment, owner, batch and error group. Their values are in the address. */
export function TargetsFilters(props: { run: RunDetail }) {
  const t = useText();
  const { one, many, set } = useUrlFilters();
  const { id, batches } = props.run;
  const facets = useTargetFacets(id).value;
  const active = ['status', 'owner', 'batch', 'failure'].filter(
    name => many(name).length > 0,
  ).length;
  return (
    <FilterBar
      label={t('sweep.filter.label')}
      active={active}
      more={
        <>
          <SelectFilter
            label={t('sweep.filter.status')}
            options={SEGMENTS.map(segment => ({
              value: segment,
              label: t(`state.segment.${segment}`),
            }))}
            value={segmentsOf(many('status'))}
            onChange={segments =>
              set({
                status: segments.flatMap(
                  (segment): TargetStatus[] =>
                    STATUSES_OF_SEGMENT[segment as Segment],
                ),
              })
            }
          />
          <SelectFilter
            label={t('sweep.filter.owner')}
            options={(facets?.owners ?? []).map(({ owner, targets }) => ({
              value: owner,
              label: `${nameOf(owner)} (${targets})`,
            }))}
            value={many('owner')}
            onChange={owner => set({ owner })}
          />
          {batches.length > 0 && (
            <TextField
              select
              id="orchestrator-filter-batch"
              size="small"
              variant="outlined"
              label={t('sweep.filter.batch')}
              value={one('batch') ?? ''}
              onChange={event => set({ batch: event.target.value })}
              style={{ minWidth: 120 }}
              SelectProps={{ displayEmpty: true }}
              InputLabelProps={{ shrink: true }}
            >
              <MenuItem value="">{t('sweep.filter.all')}</MenuItem>
              {batches.map(batch => (
                <MenuItem key={batch.index} value={String(batch.index)}>
                  {batch.name}
                </MenuItem>
              ))}
            </TextField>
          )}
          {((facets?.failures.length ?? 0) > 0 ||
            many('failure').length > 0) && (
            <SelectFilter
              label={t('sweep.filter.failure')}
              options={(facets?.failures ?? []).map(({ code, targets }) => ({
                value: code,
                label: `${failureWords(code)} (${targets})`,
              }))}
              value={many('failure')}
              onChange={failure => set({ failure })}
            />
          )}
        </>
      }
    >
      <TextFilter
        label={t('sweep.filter.q')}
        value={one('q') ?? ''}
        onChange={q => set({ q })}
      />
    </FilterBar>
  );
}

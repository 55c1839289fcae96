import MenuItem from '@material-ui/core/MenuItem';
import TextField from '@material-ui/core/TextField';
import type {
  RunDetail,
  TargetStatus,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { FilterBar } from '../../../components/filters/FilterBar';
import { SelectFilter } from '../../../components/filters/SelectFilter';
import { TextFilter } from '../../../components/filters/TextFilter';
import {
  SEGMENTS,
  STATUSES_OF_SEGMENT,
  type Segment,
} from '../../../components/states';
import { useUrlFilters } from '../../../data';
import { useText } from '../../../translation';

/** Segments all of whose statuses are asked for. */
function segmentsOf(statuses: string[]): Segment[] {
  return SEGMENTS.filter(segment =>
    STATUSES_OF_SEGMENT[segment].some(status => statuses.includes(status)),
  );
}

/** Filters of the targets of a run; their values are in the address. */
export function TargetsFilters(props: { run: RunDetail }) {
  const t = useText();
  const { one, many, set } = useUrlFilters();
  const { batches } = props.run;
  return (
    <FilterBar label={t('sweep.filter.label')}>
      <TextFilter
        label={t('sweep.filter.q')}
        value={one('q') ?? ''}
        onChange={q => set({ q })}
      />
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
      <TextFilter
        label={t('sweep.filter.owner')}
        placeholder="group:default/payments"
        value={many('owner').join(' ')}
        onChange={owner =>
          set({ owner: owner.split(/[\s,]+/).filter(word => word !== '') })
        }
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
      <TextFilter
        label={t('sweep.filter.failure')}
        placeholder="gateFailed"
        value={one('failure') ?? ''}
        onChange={failure => set({ failure })}
      />
    </FilterBar>
  );
}

import { EmptyState } from '@backstage/core-components';
import Box from '@material-ui/core/Box';
import Button from '@material-ui/core/Button';
import { useUrlFilters, useEvents } from '../../data';
import { useText } from '../../translation';
import { FilterBar } from '../filters/FilterBar';
import { SelectFilter } from '../filters/SelectFilter';
import { LiveIndicator } from '../LiveIndicator';
import { FailedToLoad, Loading } from '../QueryView';
import { EventList } from './EventList';
import { EVENT_TYPES } from './sentences';

/** Kinds of events that one filters by: what stands before the dot of their types. */
const KINDS = [
  'run',
  'batch',
  'approval',
  'window',
  'target',
  'change',
] as const;

/**
 * What happened to a run or to one of its targets, newest first.
 *
 * @param props - `targetId` for one target's events only; those have no filter, because there are few
 */
export function Timeline(props: { runId: string; targetId?: string }) {
  const { runId, targetId } = props;
  const t = useText();
  const { many, set, clear } = useUrlFilters();
  const kinds =
    targetId === undefined
      ? many('events').filter(kind =>
          (KINDS as readonly string[]).includes(kind),
        )
      : [];
  const types = EVENT_TYPES.filter(type => kinds.includes(type.split('.')[0]));
  const events = useEvents(runId, {
    ...(targetId !== undefined && { targetId }),
    ...(types.length > 0 && { type: types }),
  });
  return (
    <>
      <FilterBar label={t('event.filter')}>
        {targetId === undefined && (
          <SelectFilter
            label={t('event.kinds')}
            options={KINDS.map(kind => ({
              value: kind,
              label: t(`event.kind.${kind}`),
            }))}
            value={kinds}
            onChange={chosen => set({ events: chosen })}
          />
        )}
        <LiveIndicator query={events} />
      </FilterBar>
      {events.loading && <Loading lines={6} />}
      {events.error && events.items.length === 0 && (
        <FailedToLoad error={events.error} retry={events.refresh} />
      )}
      {!events.loading && !events.error && events.items.length === 0 && (
        <EmptyState
          missing="content"
          title={
            kinds.length > 0 ? t('common.nothingMatches') : t('event.empty')
          }
          action={
            kinds.length > 0 ? (
              <Button variant="outlined" onClick={() => clear('events')}>
                {t('common.clearFilters')}
              </Button>
            ) : undefined
          }
        />
      )}
      <EventList
        events={events.items}
        runId={runId}
        showTarget={targetId === undefined}
      />
      {events.hasMore && (
        <Box mt={2}>
          <Button
            variant="outlined"
            disabled={events.loadingMore}
            onClick={() => events.loadMore()}
          >
            {t('event.older')}
          </Button>
        </Box>
      )}
    </>
  );
}

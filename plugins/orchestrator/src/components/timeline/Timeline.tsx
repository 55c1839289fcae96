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

/** Kinds of events that one filters by, each with what stands before the dot of its types. */
const KINDS = {
  sweep: {
    run: ['run'],
    batch: ['batch'],
    approval: ['approval'],
    window: ['window'],
    target: ['target'],
    change: ['change'],
  },
  train: {
    train: ['train', 'passenger', 'rehearsal', 'product'],
    gates: ['gate', 'criterion'],
    waves: ['wave', 'analysis', 'rollback'],
    activation: ['activation', 'step', 'runbook'],
    incident: ['incident'],
    communication: ['communication'],
    closing: ['followUp', 'success', 'postMortem'],
  },
} as const;

type Kind = keyof (typeof KINDS)['sweep'] | keyof (typeof KINDS)['train'];

/**
 * What happened to a run or to one of its targets, newest first.
 *
 * @param props - `of`: what kind of run it is; `targetId` for one target's events only; those have no filter, because there are few
 */
export function Timeline(props: {
  runId: string;
  targetId?: string;
  of?: 'sweep' | 'train';
}) {
  const { runId, targetId, of = 'sweep' } = props;
  const prefixes: Partial<Record<Kind, readonly string[]>> = KINDS[of];
  const known = Object.keys(prefixes) as Kind[];
  const t = useText();
  const { many, set, clear } = useUrlFilters();
  const kinds =
    targetId === undefined
      ? known.filter(kind => many('events').includes(kind))
      : [];
  const types = EVENT_TYPES.filter(type =>
    kinds.some(kind => prefixes[kind]?.includes(type.split('.')[0])),
  );
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
            options={known.map(kind => ({
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

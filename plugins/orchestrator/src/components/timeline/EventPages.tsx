import Button from '@material-ui/core/Button';
import type { RunEventRecord } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { ReactNode } from 'react';
import type { Pages } from '../../data';
import { useText } from '../../translation';
import { FailedToLoad, Loading } from '../QueryView';

/** What is shown of events that are read page by page, with the way to the older ones. */
export function EventPages(props: {
  events: Pages<RunEventRecord>;
  children: ReactNode;
}) {
  const { events, children } = props;
  const t = useText();
  if (events.error && events.items.length === 0) {
    return <FailedToLoad error={events.error} retry={events.refresh} />;
  }
  if (events.loading) {
    return <Loading lines={2} />;
  }
  return (
    <>
      {children}
      {events.hasMore && (
        <Button
          size="small"
          disabled={events.loadingMore}
          onClick={() => events.loadMore()}
        >
          {t('event.older')}
        </Button>
      )}
    </>
  );
}

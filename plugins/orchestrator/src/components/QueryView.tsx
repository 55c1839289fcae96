import { ResponseErrorPanel } from '@backstage/core-components';
import Box from '@material-ui/core/Box';
import Button from '@material-ui/core/Button';
import Skeleton from '@material-ui/lab/Skeleton';
import type { ReactNode } from 'react';
import { problemOf } from '../data';
import { useText } from '../translation';

/** Why something is not there, and a button that asks for it again. */
export function FailedToLoad(props: { error: Error; retry: () => void }) {
  const t = useText();
  return (
    <Box my={2}>
      <ResponseErrorPanel
        error={props.error}
        title={problemOf(props.error).message}
      />
      <Box mt={1}>
        <Button variant="outlined" onClick={props.retry}>
          {t('common.retry')}
        </Button>
      </Box>
    </Box>
  );
}

/** Lines of grey where content will be. */
export function Loading(props: { lines?: number }) {
  const t = useText();
  return (
    <div role="status" aria-busy="true" aria-label={t('common.loading')}>
      {Array.from({ length: props.lines ?? 4 }, (_, line) => (
        <Skeleton key={line} height={36} animation={false} />
      ))}
    </div>
  );
}

/**
 * Shows what was asked for: while it is on its way, when it failed, and when it is there.
 *
 * @remarks A refresh that failed leaves what was known on the page; the live indicator says that it is old.
 */
export function QueryView<T>(props: {
  query: { value?: T; error?: Error; refresh: () => void };
  lines?: number;
  children: (value: T) => ReactNode;
}) {
  const { query, lines, children } = props;
  if (query.value !== undefined) {
    return <>{children(query.value)}</>;
  }
  return query.error ? (
    <FailedToLoad error={query.error} retry={query.refresh} />
  ) : (
    <Loading lines={lines} />
  );
}

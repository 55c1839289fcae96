import Paper from '@material-ui/core/Paper';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type { ReactNode } from 'react';
import type { Query } from '../data';
import { FailedToLoad, QueryView } from './QueryView';

const useStyles = makeStyles(
  theme => ({
    root: {
      padding: theme.spacing(2),
      marginBottom: theme.spacing(2),
      overflowWrap: 'anywhere',
    },
  }),
  { name: 'OrchestratorDraftPanel' },
);

/**
 * What would come of a manifest that is being written, as a section beside it.
 *
 * @param props - `waits` says why nothing can be asked for now; it stands in place of an answer
 */
export function DraftPanel<T>(props: {
  title: string;
  query: Query<T>;
  waits?: string;
  /** How many lines of grey stand for an answer that is on its way. */
  lines?: number;
  children: (value: T) => ReactNode;
}) {
  const { title, query, waits, lines = 3, children } = props;
  const classes = useStyles();
  return (
    <Paper
      variant="outlined"
      component="section"
      className={classes.root}
      aria-label={title}
      aria-busy={query.refreshing || query.loading}
    >
      <Typography variant="h6" component="h3">
        {title}
      </Typography>
      {waits !== undefined && <Typography variant="body2">{waits}</Typography>}
      {waits === undefined && query.error && (
        // What is known is of an earlier text.
        <FailedToLoad error={query.error} retry={query.refresh} />
      )}
      {waits === undefined && !query.error && (
        <QueryView query={query} lines={lines}>
          {children}
        </QueryView>
      )}
    </Paper>
  );
}

import { Link } from '@backstage/core-components';
import Paper from '@material-ui/core/Paper';
import { makeStyles } from '@material-ui/core/styles';
import type { ReactNode } from 'react';

const useStyles = makeStyles(
  theme => ({
    run: {
      padding: theme.spacing(2),
      marginTop: theme.spacing(1),
      overflowWrap: 'anywhere',
    },
    head: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: theme.spacing(1),
      alignItems: 'center',
      marginBottom: theme.spacing(1),
    },
    title: { fontWeight: theme.typography.fontWeightBold as number },
  }),
  { name: 'OrchestratorInProgress' },
);

/** Something under way: its name, where it stands, and how far it is. */
export function InProgress(props: {
  title: string;
  to: string;
  aside: ReactNode;
  children: ReactNode;
}) {
  const { title, to, aside, children } = props;
  const classes = useStyles();
  return (
    <Paper
      variant="outlined"
      className={classes.run}
      component="article"
      aria-label={title}
    >
      <div className={classes.head}>
        <Link to={to} className={classes.title}>
          {title}
        </Link>
        {aside}
      </div>
      {children}
    </Paper>
  );
}

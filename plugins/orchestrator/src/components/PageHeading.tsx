import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type { ReactNode } from 'react';

const useStyles = makeStyles(
  theme => ({
    root: {
      display: 'flex',
      flexWrap: 'wrap',
      alignItems: 'center',
      gap: theme.spacing(1, 2),
      marginBottom: theme.spacing(2),
    },
    title: {
      margin: 0,
      overflowWrap: 'anywhere',
      fontSize: theme.typography.h4.fontSize,
    },
    grow: { flex: 1 },
    actions: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: theme.spacing(1),
      alignItems: 'center',
      // On a phone the next action is as wide as the page, and first under the thumb.
      [theme.breakpoints.down('xs')]: {
        flex: '1 1 100%',
        '& > .MuiButton-root': { flexGrow: 1 },
        '& > .MuiButton-containedPrimary': { order: -1 },
      },
    },
  }),
  { name: 'OrchestratorPageHeading' },
);

/** Title of a page with what stands beside it and what can be done on it. */
export function PageHeading(props: {
  title: string;
  aside?: ReactNode;
  actions?: ReactNode;
}) {
  const classes = useStyles();
  return (
    <div className={classes.root}>
      <Typography variant="h2" className={classes.title}>
        {props.title}
      </Typography>
      {props.aside}
      <span className={classes.grow} />
      <div className={classes.actions}>{props.actions}</div>
    </div>
  );
}

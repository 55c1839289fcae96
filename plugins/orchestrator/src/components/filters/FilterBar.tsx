import { makeStyles } from '@material-ui/core/styles';
import type { ReactNode } from 'react';

const useStyles = makeStyles(
  theme => ({
    root: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: theme.spacing(1.5),
      alignItems: 'center',
      marginBottom: theme.spacing(2),
    },
  }),
  { name: 'OrchestratorFilterBar' },
);

/** The filters above a list. */
export function FilterBar(props: { label: string; children: ReactNode }) {
  const classes = useStyles();
  return (
    <div role="search" aria-label={props.label} className={classes.root}>
      {props.children}
    </div>
  );
}

import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type { ReactNode } from 'react';

const useStyles = makeStyles(
  theme => ({ root: { marginTop: theme.spacing(4) } }),
  { name: 'OrchestratorFlagSection' },
);

/** A part of the page of a flag with its heading. */
export function FlagSection(props: {
  name: string;
  title: string;
  children: ReactNode;
}) {
  const classes = useStyles();
  const id = `orchestrator-flag-${props.name}`;
  return (
    <section aria-labelledby={id} className={classes.root}>
      <Typography id={id} variant="h5" component="h3" gutterBottom>
        {props.title}
      </Typography>
      {props.children}
    </section>
  );
}

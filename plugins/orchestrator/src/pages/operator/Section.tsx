import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type { ReactNode } from 'react';

/** Parts of the page; a number somewhere leads to the part that it comes from. */
export const SECTIONS = [
  'workers',
  'queues',
  'oldest',
  'deadLetters',
  'limits',
  'timers',
  'outbox',
] as const;

/** {@inheritDoc SECTIONS} */
export type SectionName = (typeof SECTIONS)[number];

/** Address of a part within the page. */
export function anchorOf(name: SectionName): string {
  return `#orchestrator-operator-${name}`;
}

const useStyles = makeStyles(
  theme => ({
    root: {
      marginTop: theme.spacing(4),
      // What the portal keeps at the top must not cover the heading that one jumped to.
      scrollMarginTop: theme.spacing(8),
    },
  }),
  { name: 'OrchestratorOperatorSection' },
);

/** A part of the page with its heading. */
export function Section(props: {
  name: SectionName;
  title: string;
  children: ReactNode;
}) {
  const classes = useStyles();
  const id = anchorOf(props.name).slice(1);
  return (
    <section id={id} aria-labelledby={`${id}-title`} className={classes.root}>
      <Typography id={`${id}-title`} variant="h5" component="h3" gutterBottom>
        {props.title}
      </Typography>
      {props.children}
    </section>
  );
}

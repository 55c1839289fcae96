import { CopyTextButton } from '@backstage/core-components';
import { makeStyles } from '@material-ui/core/styles';

const useStyles = makeStyles(
  theme => ({
    box: { position: 'relative', marginBottom: theme.spacing(2) },
    copy: { position: 'absolute', top: 0, right: 0 },
    text: {
      margin: 0,
      padding: theme.spacing(1, 6, 1, 1),
      overflow: 'auto',
      maxHeight: '70vh',
      backgroundColor: theme.palette.background.paper,
      border: `1px solid ${theme.palette.divider}`,
      borderRadius: theme.shape.borderRadius,
    },
  }),
  { name: 'OrchestratorSourceText' },
);

/** A text to read and to copy, such as a manifest. */
export function SourceText(props: { text: string; label: string }) {
  const classes = useStyles();
  return (
    <div className={classes.box}>
      {/* A long text scrolls inside its box, which takes the focus so that keys can scroll it. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre className={classes.text} tabIndex={0} aria-label={props.label}>
        {props.text}
      </pre>
      <span className={classes.copy}>
        <CopyTextButton text={props.text} />
      </span>
    </div>
  );
}

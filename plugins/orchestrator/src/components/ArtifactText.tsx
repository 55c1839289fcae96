import { makeStyles } from '@material-ui/core/styles';
import { useArtifact } from '../data';
import { useText } from '../translation';
import { DiffViewer } from './diff';
import { revealHidden } from './diff/revealHidden';
import { QueryView } from './QueryView';

const useStyles = makeStyles(
  theme => ({
    text: {
      margin: 0,
      padding: theme.spacing(1),
      maxHeight: '24rem',
      overflow: 'auto',
      whiteSpace: 'pre-wrap',
      overflowWrap: 'anywhere',
      backgroundColor: theme.palette.background.default,
      border: `1px solid ${theme.palette.divider}`,
      fontSize: theme.typography.body2.fontSize,
    },
  }),
  { name: 'OrchestratorArtifactText' },
);

// eslint-disable-next-line no-control-regex
const COLOUR_CODES = /\u001b\[[0-9;]*[A-Za-z]/g;

/** A log or an output that was kept, as plain text. */
export function ArtifactText(props: {
  runId: string;
  digest: string;
  label: string;
}) {
  const t = useText();
  const classes = useStyles();
  const query = useArtifact(props.runId, props.digest);
  return (
    <QueryView query={query} lines={2}>
      {text => (
        // A long output scrolls inside its box, which takes the focus so that keys can scroll it.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <pre className={classes.text} tabIndex={0} aria-label={props.label}>
          {text === ''
            ? t('target.noOutput')
            : revealHidden(text.replace(COLOUR_CODES, ''))}
        </pre>
      )}
    </QueryView>
  );
}

/** A diff that was kept. */
export function ArtifactDiff(props: {
  runId: string;
  digest: string;
  hideSwitch?: boolean;
}) {
  const query = useArtifact(props.runId, props.digest);
  return (
    <QueryView query={query} lines={6}>
      {patch => <DiffViewer patch={patch} hideSwitch={props.hideSwitch} />}
    </QueryView>
  );
}

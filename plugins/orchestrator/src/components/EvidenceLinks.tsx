import { makeStyles } from '@material-ui/core/styles';
import type { EvidenceLink } from '@backstage-orchestrator/plugin-orchestrator-common';
import { ArtifactText } from './ArtifactText';
import { Disclosure } from './Disclosure';
import { SafeLink } from './SafeLink';

const ARTIFACT = 'artifact:';

const useStyles = makeStyles(
  theme => ({
    list: {
      margin: theme.spacing(0.5, 0),
      paddingLeft: theme.spacing(2.5),
      overflowWrap: 'anywhere',
    },
  }),
  { name: 'OrchestratorEvidenceLinks' },
);

/** What a result was read from: pages as links, kept texts one click away. */
export function EvidenceLinks(props: { runId: string; links: EvidenceLink[] }) {
  const classes = useStyles();
  return props.links.length === 0 ? null : (
    <ul className={classes.list}>
      {props.links.map(({ title, url }) => (
        <li key={`${title} ${url}`}>
          {url.startsWith(ARTIFACT) ? (
            <Disclosure label={title}>
              <ArtifactText
                runId={props.runId}
                digest={url.slice(ARTIFACT.length)}
                label={title}
              />
            </Disclosure>
          ) : (
            <SafeLink to={url} underline="always">
              {title}
            </SafeLink>
          )}
        </li>
      ))}
    </ul>
  );
}

import { Link } from '@backstage/core-components';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type { RunEventRecord } from '@backstage-orchestrator/plugin-orchestrator-common';
import { memo } from 'react';
import { useOrchestratorPaths } from '../../routes';
import { useText } from '../../translation';
import { ArtifactText } from '../ArtifactText';
import { Disclosure } from '../Disclosure';
import { ActorName, EntityNameOrText } from '../EntityName';
import { ReasonText } from '../ReasonText';
import { RelativeTime } from '../RelativeTime';
import { SafeLink } from '../SafeLink';
import { sentenceOf } from './sentences';
import { quietColor } from '../states/tones';

const useStyles = makeStyles(
  theme => ({
    list: {
      listStyle: 'none',
      margin: 0,
      padding: 0,
      borderLeft: `2px solid ${theme.palette.divider}`,
    },
    item: {
      position: 'relative',
      padding: theme.spacing(0, 0, 1.5, 2),
      '&::before': {
        content: '""',
        position: 'absolute',
        left: -5,
        top: 8,
        width: 8,
        height: 8,
        borderRadius: '50%',
        backgroundColor: quietColor(theme),
      },
    },
    sentence: { overflowWrap: 'anywhere' },
    who: { color: quietColor(theme) },
  }),
  { name: 'OrchestratorEventList' },
);

const ARTIFACT = 'artifact:';

const EventItem = memo(PlainEventItem);

/** Events as sentences, each with who caused it and when. */
export function EventList(props: {
  events: RunEventRecord[];
  runId: string;
  showTarget: boolean;
}) {
  const classes = useStyles();
  return props.events.length === 0 ? null : (
    <ol className={classes.list}>
      {props.events.map(event => (
        <EventItem
          key={event.position}
          event={event}
          runId={props.runId}
          showTarget={props.showTarget}
        />
      ))}
    </ol>
  );
}

function PlainEventItem(props: {
  event: RunEventRecord;
  runId: string;
  showTarget: boolean;
}) {
  const { event, runId, showTarget } = props;
  const t = useText();
  const classes = useStyles();
  const paths = useOrchestratorPaths();
  const pages = event.links.filter(link => !link.url.startsWith(ARTIFACT));
  const artifacts = event.links.filter(link => link.url.startsWith(ARTIFACT));
  return (
    <li className={classes.item}>
      <Typography variant="body2" className={classes.sentence}>
        {showTarget && event.targetId !== undefined && (
          <>
            <Link to={paths.target(runId, event.targetId)} underline="always">
              {event.targetId}
            </Link>{' '}
          </>
        )}
        <ReasonText text={sentenceOf(t, event)} />
      </Typography>
      <Typography variant="caption" component="p" className={classes.who}>
        <Who event={event} />, <RelativeTime at={event.occurredAt} />
        {pages.map(link => (
          <span key={link.url}>
            {' · '}
            <SafeLink to={link.url} underline="always">
              {link.title}
            </SafeLink>
          </span>
        ))}
      </Typography>
      {artifacts.map(link => (
        <Disclosure key={link.url} label={link.title}>
          <ArtifactText
            runId={runId}
            digest={link.url.slice(ARTIFACT.length)}
            label={link.title}
          />
        </Disclosure>
      ))}
    </li>
  );
}

/** Who did it: the orchestrator writes down what people do on a code host, and says whom it saw. */
function Who({ event }: { event: RunEventRecord }) {
  const { by } = (event.data ?? {}) as { by?: unknown };
  return event.actor.kind === 'system' &&
    typeof by === 'string' &&
    !by.startsWith('system:') ? (
    <EntityNameOrText text={by} />
  ) : (
    <ActorName actor={event.actor} />
  );
}

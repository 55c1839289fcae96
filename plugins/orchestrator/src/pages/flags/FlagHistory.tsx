import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type {
  FlagDetail,
  FlagEventData,
  FlagEventRecord,
  FlagEventType,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { ActorName } from '../../components/EntityName';
import { RelativeTime } from '../../components/RelativeTime';
import { useText, type Text } from '../../translation';
import { FlagSection } from './FlagSection';
import { segmentText } from './segmentText';

const useStyles = makeStyles(
  theme => ({
    list: {
      listStyle: 'none',
      margin: 0,
      padding: theme.spacing(0, 0, 0, 2),
      borderLeft: `2px solid ${theme.palette.divider}`,
    },
    item: { paddingBottom: theme.spacing(1.5), overflowWrap: 'anywhere' },
  }),
  { name: 'OrchestratorFlagHistory' },
);

/** What happened to a flag, newest first. */
export function FlagHistory({ flag }: { flag: FlagDetail }) {
  const t = useText();
  const classes = useStyles();
  return (
    <FlagSection name="history" title={t('flags.history')}>
      <Typography variant="body2" color="textSecondary" gutterBottom>
        {t('flags.newest', { number: String(flag.history.length) })}
      </Typography>
      <ol className={classes.list}>
        {flag.history.map(event => (
          <li key={event.position} className={classes.item}>
            <Typography variant="body2">{flagSentence(t, event)}</Typography>
            <Typography variant="body2" color="textSecondary">
              <ActorName actor={event.actor} /> ·{' '}
              <RelativeTime at={event.occurredAt} />
            </Typography>
          </li>
        ))}
      </ol>
    </FlagSection>
  );
}

type Sentences = {
  [K in FlagEventType]: (t: Text, data: FlagEventData[K]) => string;
};

const SENTENCES: Sentences = {
  'flag.created': t => t('flags.event.created'),
  'flag.updated': t => t('flags.event.updated'),
  'flag.turnedOn': (t, { variant, segment, source }) =>
    t('flags.event.turnedOn', {
      variant,
      segment: segmentText(t, segment),
      ...source,
    }),
  'flag.turnedOff': (t, { source }) => t('flags.event.turnedOff', source),
  'flag.killed': (t, { reason }) => t('flags.event.killed', { reason }),
  'flag.revived': (t, { reason }) => t('flags.event.revived', { reason }),
  'flag.tried': (t, { killedWithinMs }) =>
    t('flags.event.tried', { ms: String(killedWithinMs) }),
  'flag.scheduled': t => t('flags.event.scheduled'),
  'flag.archived': (t, { reason }) => t('flags.event.archived', { reason }),
};

/** An event of a flag in words; of a newer backend, its name. */
export function flagSentence(t: Text, { type, data }: FlagEventRecord): string {
  const say = Object.hasOwn(SENTENCES, type)
    ? (SENTENCES[type as FlagEventType] as (
        text: Text,
        eventData: unknown,
      ) => string)
    : undefined;
  return say ? say(t, data) : type;
}

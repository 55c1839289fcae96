import { makeStyles, useTheme } from '@material-ui/core/styles';
import { Fragment } from 'react';
import { RelativeTime } from '../../../components/RelativeTime';
import { toneColor, type Tone } from '../../../components/states';
import { quietColor } from '../../../components/states/tones';
import { ZonedTime } from '../../../components/ZonedTime';
import { useText } from '../../../translation';
import type { TimelineEntry, TimelineKind } from './timelineEntries';

const TONES: Record<TimelineKind, Tone> = {
  milestone: 'neutral',
  deadline: 'attention',
  gate: 'open',
  departure: 'good',
  wave: 'running',
  contract: 'attention',
  window: 'muted',
  rehearsal: 'neutral',
  check: 'neutral',
  risk: 'attention',
  communication: 'neutral',
  success: 'neutral',
  incident: 'bad',
  halt: 'bad',
  rollback: 'bad',
  closed: 'good',
  cancelled: 'muted',
};

const useStyles = makeStyles(
  theme => ({
    list: { listStyle: 'none', margin: 0, padding: 0 },
    entry: {
      display: 'grid',
      gridTemplateColumns: '5.5rem 1rem 1fr',
      gap: theme.spacing(0, 1.5),
      [theme.breakpoints.down('xs')]: {
        gridTemplateColumns: '3.5rem 0.75rem 1fr',
      },
    },
    offset: {
      textAlign: 'right',
      fontVariantNumeric: 'tabular-nums',
      fontWeight: theme.typography.fontWeightBold as number,
    },
    // The line and its dots are drawn: the list says the same without them.
    rail: {
      position: 'relative',
      '&::before': {
        content: '""',
        position: 'absolute',
        left: 'calc(50% - 1px)',
        top: 0,
        bottom: 0,
        width: 2,
        backgroundColor: theme.palette.divider,
      },
    },
    dot: {
      position: 'absolute',
      top: 5,
      left: 'calc(50% - 5px)',
      width: 10,
      height: 10,
      borderRadius: '50%',
    },
    past: { color: quietColor(theme) },
    words: { paddingBottom: theme.spacing(1.5), overflowWrap: 'anywhere' },
    nowLine: {
      alignSelf: 'center',
      borderTop: `2px solid ${theme.palette.primary.main}`,
      color: theme.palette.primary.main,
      fontWeight: theme.typography.fontWeightBold as number,
      marginBottom: theme.spacing(1.5),
    },
    quiet: { color: quietColor(theme) },
  }),
  { name: 'OrchestratorTimelineList' },
);

/** From the first milestone to the close, with now between what was and what comes. */
export function TimelineList(props: {
  entries: TimelineEntry[];
  now: string;
  timezone: string;
}) {
  const { entries, now, timezone } = props;
  const t = useText();
  const classes = useStyles();
  const next = entries.findIndex(({ at }) => at > now);
  const place = next < 0 ? entries.length : next;
  const nowMark = (
    <li className={classes.entry} aria-current="time">
      <span className={classes.offset} />
      <span className={classes.rail} />
      <span className={classes.nowLine}>{t('train.plan.now')}</span>
    </li>
  );
  return (
    <ol className={classes.list} aria-label={t('train.plan.timeline')}>
      {entries.map((entry, index) => (
        <Fragment key={entry.id}>
          {index === place && nowMark}
          <Entry entry={entry} past={index < place} timezone={timezone} />
        </Fragment>
      ))}
      {place === entries.length && nowMark}
    </ol>
  );
}

function Entry(props: {
  entry: TimelineEntry;
  past: boolean;
  timezone: string;
}) {
  const { entry, past, timezone } = props;
  const t = useText();
  const theme = useTheme();
  const classes = useStyles();
  const reason = entry.title || t('train.plan.noReason');
  return (
    <li className={classes.entry}>
      <span className={classes.offset}>{entry.offset}</span>
      <span className={classes.rail} aria-hidden>
        <span
          className={classes.dot}
          style={{ backgroundColor: toneColor(theme, TONES[entry.kind]) }}
        />
      </span>
      <div className={`${classes.words} ${past ? classes.past : ''}`}>
        <strong>{t(`train.plan.kind.${entry.kind}`)}</strong>:{' '}
        {entry.window
          ? t(`train.plan.${entry.window}`, { reason })
          : entry.title}
        {entry.contract &&
          `: ${t(`train.plan.contractStep.${entry.contract}`)}`}
        <div className={classes.quiet}>
          {entry.notBefore && `${t('train.plan.notBefore')} `}
          <RelativeTime at={entry.at} /> ·{' '}
          <ZonedTime at={entry.at} timezone={timezone} />
          {entry.to && (
            <>
              {' '}
              {t('train.plan.until')}{' '}
              <ZonedTime at={entry.to} timezone={timezone} />
            </>
          )}
        </div>
      </div>
    </li>
  );
}

import { Link } from '@backstage/core-components';
import Button from '@material-ui/core/Button';
import { makeStyles, useTheme } from '@material-ui/core/styles';
import BlockIcon from '@material-ui/icons/Block';
import ExpandLessIcon from '@material-ui/icons/ExpandLess';
import ExpandMoreIcon from '@material-ui/icons/ExpandMore';
import LockOpenIcon from '@material-ui/icons/LockOpen';
import { useMemo, useState, type ReactElement } from 'react';
import { useLanguage } from '../../components/RelativeTime';
import { toneColor, type StateLook } from '../../components/states';
import { quietColor } from '../../components/states/tones';
import type { CalendarEntry } from '../../data';
import { useOrchestratorPaths } from '../../routes';
import { useText, type Text } from '../../translation';
import { midnightsOf } from './months';
import { stretchTimes, type StretchTimes } from './stretchTimes';
import { lanesOfWeek, type WindowLane } from './lanesOfWeek';

/** Lanes of a week that are shown before one asks for the rest. */
const SHOWN = 3;

const LOOKS: Record<WindowLane['window'], StateLook> = {
  allow: { icon: LockOpenIcon, tone: 'good' },
  deny: { icon: BlockIcon, tone: 'bad' },
};

const useStyles = makeStyles(
  theme => ({
    root: {
      fontSize: theme.typography.caption.fontSize,
      '& + &': { marginTop: theme.spacing(1.5) },
    },
    list: { listStyle: 'none', margin: 0, padding: 0 },
    lane: { padding: theme.spacing(0.25, 0, 0.5) },
    words: {
      display: 'flex',
      flexWrap: 'wrap',
      alignItems: 'center',
      gap: theme.spacing(0, 1),
      padding: theme.spacing(0, 0.5),
      overflowWrap: 'anywhere',
    },
    title: {
      display: 'inline-flex',
      alignItems: 'center',
      gap: theme.spacing(0.5),
      fontWeight: 500,
    },
    times: { color: quietColor(theme) },
    more: {
      padding: theme.spacing(0, 0.5),
      fontSize: 'inherit',
      textTransform: 'none',
    },
    days: {
      display: 'grid',
      gridTemplateColumns: 'repeat(7, 1fr)',
      color: quietColor(theme),
      textAlign: 'center',
    },
    // A thin line where a day begins.
    track: {
      position: 'relative',
      height: theme.spacing(1),
      backgroundColor: theme.palette.action.hover,
      backgroundImage: `linear-gradient(to right, ${theme.palette.divider} 1px, transparent 1px)`,
      backgroundSize: `${100 / 7}% 100%`,
    },
    stretch: {
      position: 'absolute',
      top: 0,
      bottom: 0,
      minWidth: 2,
      borderRadius: 2,
    },
  }),
  { name: 'OrchestratorWindowLanes' },
);

/**
 * The windows of a week, each as words and as a band over its seven days, however often it repeats: what is open is
 * plain, what is closed is striped. Further windows, trains and other clocks are one click away.
 */
export function WindowLanes(props: {
  entries: CalendarEntry[];
  /** Seven midnights of the viewer. */
  week: Date[];
  /** Write the days over the bands, where no table does. */
  withDays?: boolean;
  /** Puts the lanes into a frame, such as a row of a table; left out where there are none. */
  frame?: (lanes: ReactElement) => ReactElement;
}) {
  const { entries, week, withDays = false, frame = lanes => lanes } = props;
  const t = useText();
  const classes = useStyles();
  const language = useLanguage();
  const [open, setOpen] = useState(false);
  const lanes = useMemo(
    () =>
      lanesOfWeek(entries, midnightsOf(week)).map(lane => ({
        ...lane,
        ...timesOf(t, lane, language),
      })),
    [entries, week, t, language],
  );
  const hasMore =
    lanes.length > SHOWN ||
    lanes.some(({ trains, there }) => trains.length > 1 || there !== undefined);
  if (lanes.length === 0) {
    return null;
  }
  const details = t('calendar.lanes.details', { count: lanes.length });
  const label = t('calendar.lanes.label', {
    day: week[0].toLocaleDateString(language, {
      day: 'numeric',
      month: 'long',
    }),
  });
  return frame(
    <div className={classes.root}>
      {withDays && (
        <div className={classes.days} aria-hidden>
          {week.map(day => (
            <span key={day.getTime()}>
              {day.toLocaleDateString(language, { weekday: 'short' })}{' '}
              {day.getDate()}
            </span>
          ))}
        </div>
      )}
      <ul className={classes.list} aria-label={label}>
        {(open ? lanes : lanes.slice(0, SHOWN)).map(lane => (
          <li key={lane.key} className={classes.lane}>
            <Words lane={lane} />
            {open && <Details lane={lane} />}
            <Track lane={lane} />
          </li>
        ))}
      </ul>
      {hasMore && (
        <Button
          size="small"
          className={classes.more}
          aria-expanded={open}
          // A month has a button for each of its weeks.
          aria-label={`${details}. ${label}`}
          onClick={() => setOpen(old => !old)}
          startIcon={open ? <ExpandLessIcon /> : <ExpandMoreIcon />}
        >
          {details}
        </Button>
      )}
    </div>,
  );
}

/** A lane with its times in words. */
interface TimedLane extends WindowLane {
  /** On the viewer's clock. */
  here: string;
  /** On the clock of the window's zone, where that shows other times. */
  there?: string;
}

function Words({ lane }: { lane: TimedLane }) {
  const t = useText();
  const theme = useTheme();
  const classes = useStyles();
  const paths = useOrchestratorPaths();
  const { window, title, trains, here } = lane;
  const { icon: Icon, tone } = LOOKS[window];
  const words = `${t(`calendar.lanes.${window}`)}: ${title}`;
  return (
    <div className={classes.words}>
      <span className={classes.title}>
        <Icon
          fontSize="inherit"
          aria-hidden
          style={{ color: toneColor(theme, tone) }}
        />
        {trains.length === 1 ? (
          <Link to={paths.train(trains[0].id, 'timeline')}>{words}</Link>
        ) : (
          words
        )}
      </span>
      <span className={classes.times}>{here}</span>
      {trains.length > 1 && (
        <span className={classes.times}>
          {t('calendar.lanes.trains', { count: trains.length })}
        </span>
      )}
    </div>
  );
}

function Track({ lane }: { lane: WindowLane }) {
  const theme = useTheme();
  const classes = useStyles();
  const backgroundColor = toneColor(theme, LOOKS[lane.window].tone);
  const backgroundImage =
    lane.window === 'deny'
      ? `repeating-linear-gradient(135deg, transparent 0 4px, ${theme.palette.background.paper} 4px 6px)`
      : undefined;
  return (
    <div className={classes.track} aria-hidden>
      {lane.stretches.map(({ from, start, end }) => (
        <span
          key={from}
          className={classes.stretch}
          style={{
            left: `${start * 100}%`,
            width: `${(end - start) * 100}%`,
            backgroundColor,
            backgroundImage,
          }}
        />
      ))}
    </div>
  );
}

function Details({ lane }: { lane: TimedLane }) {
  const classes = useStyles();
  const paths = useOrchestratorPaths();
  const { there, trains } = lane;
  return (
    <div className={classes.words}>
      {there !== undefined && <span className={classes.times}>{there}</span>}
      {trains.map(({ id, title }) => (
        <Link key={id} to={paths.train(id, 'timeline')}>
          {title}
        </Link>
      ))}
    </div>
  );
}

function timesOf(
  t: Text,
  { stretches, timezone }: WindowLane,
  language?: string,
): Pick<TimedLane, 'here' | 'there'> {
  const words = ({ named, more }: StretchTimes) =>
    [
      ...named,
      ...(more > 0 ? [t('calendar.lanes.moreTimes', { count: more })] : []),
    ].join(', ');
  const here = words(stretchTimes(stretches, language));
  if (timezone === undefined) {
    return { here };
  }
  const times = words(stretchTimes(stretches, language, timezone));
  return times === here
    ? { here }
    : { here, there: t('calendar.lanes.inZone', { times, timezone }) };
}

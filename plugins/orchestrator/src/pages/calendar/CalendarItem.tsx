import { Link } from '@backstage/core-components';
import { makeStyles, useTheme } from '@material-ui/core/styles';
import BlockIcon from '@material-ui/icons/Block';
import DirectionsRailwayIcon from '@material-ui/icons/DirectionsRailway';
import EventIcon from '@material-ui/icons/Event';
import FlagIcon from '@material-ui/icons/Flag';
import LockOpenIcon from '@material-ui/icons/LockOpen';
import PanToolIcon from '@material-ui/icons/PanTool';
import WavesIcon from '@material-ui/icons/Waves';
import { toneColor, type StateLook } from '../../components/states';
import type { CalendarEntry } from '../../data';
import { useOrchestratorPaths, type TrainTab } from '../../routes';
import { useText } from '../../translation';

const LOOKS: Record<CalendarEntry['kind'], StateLook> = {
  departure: { icon: DirectionsRailwayIcon, tone: 'good' },
  comingDeparture: { icon: DirectionsRailwayIcon, tone: 'neutral' },
  milestone: { icon: FlagIcon, tone: 'neutral' },
  gate: { icon: PanToolIcon, tone: 'attention' },
  wave: { icon: WavesIcon, tone: 'running' },
  window: { icon: EventIcon, tone: 'neutral' },
};

const WINDOW_LOOKS: Record<'allow' | 'deny', StateLook> = {
  allow: { icon: LockOpenIcon, tone: 'good' },
  deny: { icon: BlockIcon, tone: 'bad' },
};

const TABS: Record<CalendarEntry['kind'], TrainTab> = {
  departure: 'board',
  comingDeparture: 'timeline',
  milestone: 'timeline',
  gate: 'board',
  wave: 'waves',
  window: 'timeline',
};

const useStyles = makeStyles(
  theme => ({
    root: {
      display: 'flex',
      gap: theme.spacing(0.5),
      alignItems: 'flex-start',
      overflowWrap: 'anywhere',
      fontSize: theme.typography.caption.fontSize,
    },
  }),
  { name: 'OrchestratorCalendarItem' },
);

/** An entry of the calendar: icon, kind and title, as a link to its train. */
export function CalendarItem(props: {
  entry: CalendarEntry;
  /** Name its kind, where there is room. */
  long?: boolean;
}) {
  const { entry, long = false } = props;
  const t = useText();
  const theme = useTheme();
  const classes = useStyles();
  const paths = useOrchestratorPaths();
  const { icon: Icon, tone } =
    entry.window === undefined ? LOOKS[entry.kind] : WINDOW_LOOKS[entry.window];
  const kind = kindOf(t, entry);
  const time = new Date(entry.from).toLocaleTimeString(undefined, {
    hour: '2-digit',
    minute: '2-digit',
  });
  const words = (
    <>
      {time} {long && `${kind}: `}
      {entry.title}
      {long &&
        entry.trainTitle &&
        entry.trainTitle !== entry.title &&
        ` (${entry.trainTitle})`}
      {long &&
        entry.to &&
        `, ${t('calendar.until', {
          time: new Date(entry.to).toLocaleString(),
        })}`}
    </>
  );
  return (
    <div className={classes.root}>
      <Icon
        fontSize="inherit"
        titleAccess={long ? undefined : kind}
        aria-hidden={long || undefined}
        style={{ color: toneColor(theme, tone) }}
      />
      {entry.train ? (
        <Link to={paths.train(entry.train, TABS[entry.kind])}>{words}</Link>
      ) : (
        <span>{words}</span>
      )}
    </div>
  );
}

function kindOf(t: ReturnType<typeof useText>, entry: CalendarEntry): string {
  if (entry.window === undefined) {
    return t(`calendar.kind.${entry.kind}`);
  }
  return t(entry.window === 'allow' ? 'calendar.open' : 'calendar.closed');
}

import { Link } from '@backstage/core-components';
import { makeStyles, useTheme } from '@material-ui/core/styles';
import DescriptionIcon from '@material-ui/icons/Description';
import DirectionsRailwayIcon from '@material-ui/icons/DirectionsRailway';
import FlagIcon from '@material-ui/icons/Flag';
import PanToolIcon from '@material-ui/icons/PanTool';
import WavesIcon from '@material-ui/icons/Waves';
import { toneColor, type StateLook } from '../../components/states';
import type { CalendarEntry } from '../../data';
import { useOrchestratorPaths, type TrainTab } from '../../routes';
import { useText } from '../../translation';

/** What happens at a time; windows are drawn as lanes. */
export type DatedEntry = CalendarEntry & {
  kind: Exclude<CalendarEntry['kind'], 'window'>;
};

const LOOKS: Record<DatedEntry['kind'], StateLook> = {
  departure: { icon: DirectionsRailwayIcon, tone: 'good' },
  comingDeparture: { icon: DirectionsRailwayIcon, tone: 'neutral' },
  milestone: { icon: FlagIcon, tone: 'neutral' },
  gate: { icon: PanToolIcon, tone: 'attention' },
  wave: { icon: WavesIcon, tone: 'running' },
  contract: { icon: DescriptionIcon, tone: 'attention' },
};

const TABS: Record<DatedEntry['kind'], TrainTab> = {
  departure: 'board',
  comingDeparture: 'timeline',
  milestone: 'timeline',
  gate: 'board',
  wave: 'waves',
  contract: 'timeline',
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
  entry: DatedEntry;
  /** Name its kind, where there is room. */
  long?: boolean;
}) {
  const { entry, long = false } = props;
  const t = useText();
  const theme = useTheme();
  const classes = useStyles();
  const paths = useOrchestratorPaths();
  const { icon: Icon, tone } = LOOKS[entry.kind];
  const kind = t(`calendar.kind.${entry.kind}`);
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

/** Whether an entry is one with a time of its own. */
export function isDated(entry: CalendarEntry): entry is DatedEntry {
  return entry.kind !== 'window';
}

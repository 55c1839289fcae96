import IconButton from '@material-ui/core/IconButton';
import Slider from '@material-ui/core/Slider';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import FirstPageIcon from '@material-ui/icons/FirstPage';
import LastPageIcon from '@material-ui/icons/LastPage';
import NavigateBeforeIcon from '@material-ui/icons/NavigateBefore';
import NavigateNextIcon from '@material-ui/icons/NavigateNext';
import type { RunEventRecord } from '@backstage-orchestrator/plugin-orchestrator-common';
import { useText } from '../../translation';
import { ActorName } from '../EntityName';
import { useReasonWords } from '../ReasonText';
import { sentenceOf } from '../timeline';
import { ZonedTime } from '../ZonedTime';

const useStyles = makeStyles(
  theme => ({
    controls: {
      display: 'flex',
      alignItems: 'center',
      gap: theme.spacing(1),
      margin: theme.spacing(1, 0),
    },
    slider: { flex: 1, minWidth: 80, margin: theme.spacing(0, 2) },
    sentence: { minHeight: '3em', overflowWrap: 'anywhere' },
  }),
  { name: 'OrchestratorReplaySlider' },
);

/** Chooses one of the events of a run, and says what happened there. */
export function ReplaySlider(props: {
  events: RunEventRecord[];
  /** Number of the event that is shown, from 1. */
  moment: number;
  setMoment: (moment: number) => void;
  timezone?: string;
}) {
  const { events, moment, setMoment, timezone } = props;
  const t = useText();
  const inWords = useReasonWords();
  const classes = useStyles();
  const event = events[moment - 1];
  const said = (number: number) =>
    t('replay.moment', {
      number: String(number),
      count: events.length,
      sentence: inWords(sentenceOf(t, events[number - 1])),
    });
  const buttons = [
    ['first', FirstPageIcon, 1],
    ['previous', NavigateBeforeIcon, Math.max(1, moment - 1)],
    ['next', NavigateNextIcon, Math.min(events.length, moment + 1)],
    ['last', LastPageIcon, events.length],
  ] as const;
  const [before, after] = [buttons.slice(0, 2), buttons.slice(2)].map(some =>
    some.map(([name, Icon, to]) => (
      <IconButton
        key={name}
        size="small"
        aria-label={t(`replay.${name}`)}
        onClick={() => setMoment(to)}
      >
        <Icon />
      </IconButton>
    )),
  );
  return (
    <>
      <div className={classes.controls}>
        {before}
        <Slider
          className={classes.slider}
          min={1}
          max={events.length}
          step={1}
          value={moment}
          aria-label={t('replay.slider')}
          getAriaValueText={said}
          onChange={(_, value) => setMoment(value as number)}
        />
        {after}
      </div>
      <Typography className={classes.sentence} aria-live="polite">
        <ZonedTime at={event.occurredAt} timezone={timezone} />,{' '}
        <ActorName actor={event.actor} />
        <br />
        {said(moment)}
      </Typography>
    </>
  );
}

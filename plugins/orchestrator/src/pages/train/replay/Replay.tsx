import IconButton from '@material-ui/core/IconButton';
import Slider from '@material-ui/core/Slider';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import FirstPageIcon from '@material-ui/icons/FirstPage';
import LastPageIcon from '@material-ui/icons/LastPage';
import NavigateBeforeIcon from '@material-ui/icons/NavigateBefore';
import NavigateNextIcon from '@material-ui/icons/NavigateNext';
import type { RunEventRecord } from '@backstage-orchestrator/plugin-orchestrator-common';
import { useDeferredMoment } from './useDeferredMoment';
import { useMemo } from 'react';
import { ActorName } from '../../../components/EntityName';
import { sentenceOf } from '../../../components/timeline';
import { ZonedTime } from '../../../components/ZonedTime';
import { useText } from '../../../translation';
import { useTrainPage } from '../TrainContext';
import { replayAt } from './replayAt';
import { ReplayView } from './ReplayView';

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
  { name: 'OrchestratorReplay' },
);

/** A slider over the events of a train, and the train as it was. The moment is in the address. */
export function Replay({ events }: { events: RunEventRecord[] }) {
  const t = useText();
  const classes = useStyles();
  const { detail } = useTrainPage();
  const { moment, setMoment } = useDeferredMoment(events.length);
  const event = events[moment - 1];
  const state = useMemo(() => replayAt(events, moment), [events, moment]);
  const said = (number: number) =>
    t('train.replay.moment', {
      number: String(number),
      count: events.length,
      sentence: sentenceOf(t, events[number - 1]),
    });
  const buttons = [
    ['first', FirstPageIcon, 1],
    ['previous', NavigateBeforeIcon, Math.max(1, moment - 1)],
    ['next', NavigateNextIcon, Math.min(events.length, moment + 1)],
    ['last', LastPageIcon, events.length],
  ] as const;
  return (
    <>
      <Typography variant="body2">{t('train.replay.what')}</Typography>
      <div className={classes.controls}>
        {buttons.slice(0, 2).map(([name, Icon, to]) => (
          <IconButton
            key={name}
            size="small"
            aria-label={t(`train.replay.${name}`)}
            onClick={() => setMoment(to)}
          >
            <Icon />
          </IconButton>
        ))}
        <Slider
          className={classes.slider}
          min={1}
          max={events.length}
          step={1}
          value={moment}
          aria-label={t('train.replay.slider')}
          getAriaValueText={said}
          onChange={(_, value) => setMoment(value as number)}
        />
        {buttons.slice(2).map(([name, Icon, to]) => (
          <IconButton
            key={name}
            size="small"
            aria-label={t(`train.replay.${name}`)}
            onClick={() => setMoment(to)}
          >
            <Icon />
          </IconButton>
        ))}
      </div>
      <Typography className={classes.sentence} aria-live="polite">
        <ZonedTime at={event.occurredAt} timezone={detail.timezone} />,{' '}
        <ActorName actor={event.actor} />
        <br />
        {said(moment)}
      </Typography>
      <ReplayView state={state} at={event.occurredAt} />
    </>
  );
}

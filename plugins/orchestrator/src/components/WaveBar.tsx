import { Link } from '@backstage/core-components';
import { makeStyles, useTheme } from '@material-ui/core/styles';
import type { WaveStatus } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { TrainSummary } from '../data';
import { useOrchestratorPaths } from '../routes';
import { useText } from '../translation';
import { lookOf, toneColor, WAVE_LOOKS, WaveChip } from './states';

const useStyles = makeStyles(
  theme => ({
    bar: { display: 'flex', gap: 2, height: theme.spacing(1.5) },
    wave: {
      flex: 1,
      borderRadius: theme.shape.borderRadius,
      border: '2px solid',
    },
    legend: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: theme.spacing(0.5, 1),
      listStyle: 'none',
      margin: theme.spacing(1, 0),
      padding: 0,
    },
  }),
  { name: 'OrchestratorWaveBar' },
);

/** How far a train is: a part for each wave, filled once it has begun, and its legend. */
export function WaveBar({ train }: { train: TrainSummary }) {
  const t = useText();
  const theme = useTheme();
  const classes = useStyles();
  const paths = useOrchestratorPaths();
  const { id, title, waves } = train;
  const done = waves.filter(({ status }) => status === 'done').length;
  return (
    <>
      <div
        className={classes.bar}
        role="img"
        aria-label={t('trains.wavesDone', {
          done: String(done),
          all: String(waves.length),
        })}
      >
        {waves.map(wave => {
          const color = toneColor(theme, lookOf(WAVE_LOOKS, wave.status).tone);
          return (
            <span
              key={wave.id}
              className={classes.wave}
              style={{
                borderColor: color,
                backgroundColor:
                  wave.status === 'pending' ? 'transparent' : color,
              }}
            />
          );
        })}
      </div>
      <ul
        className={classes.legend}
        aria-label={t('trains.wavesOf', { title })}
      >
        {waves.map(wave => (
          <li key={wave.id}>
            <Link to={paths.train(id, 'waves')}>
              <WaveChip status={wave.status as WaveStatus} name={wave.title} />
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}

import Paper from '@material-ui/core/Paper';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import Alert from '@material-ui/lab/Alert';
import {
  membersOf,
  type WaveState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { Countdown } from '../../../components/Countdown';
import { EntityNameOrText } from '../../../components/EntityName';
import { RelativeTime } from '../../../components/RelativeTime';
import { WaveChip } from '../../../components/states';
import { quietColor } from '../../../components/states/tones';
import type { MetricSeries } from '../../../data';
import { useReasonWords } from '../../../components/ReasonText';
import { useText } from '../../../translation';
import { useForetold } from '../forecast';
import { SegmentText } from '../SegmentText';
import { titleOf, useTrainPage } from '../TrainContext';
import { WaveAnalysisView } from './WaveAnalysisView';
import { WaveProducts } from './WaveProducts';

const useStyles = makeStyles(
  theme => ({
    root: {
      padding: theme.spacing(2),
      marginBottom: theme.spacing(2),
      overflowWrap: 'anywhere',
    },
    head: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: theme.spacing(1, 2),
      alignItems: 'center',
    },
    facts: { color: quietColor(theme), marginBottom: theme.spacing(1) },
  }),
  { name: 'OrchestratorWaveCard' },
);

/** A wave: whom it reaches, where its products stand, how long it soaks, what its metrics say. */
export function WaveCard(props: { wave: WaveState; series: MetricSeries[] }) {
  const { wave, series } = props;
  const t = useText();
  const classes = useStyles();
  const { detail } = useTrainPage();
  const { manifest, plan } = detail.train;
  const foretold = useForetold()?.waves.find(({ id }) => id === wave.id);
  const asked = manifest.spec.waves.find(({ id }) => id === wave.id);
  const notBefore = plan.wavesNotBefore[wave.id];
  return (
    <Paper
      variant="outlined"
      component="section"
      className={classes.root}
      id={`wave-${wave.id}`}
      tabIndex={-1}
      aria-label={wave.title}
    >
      <div className={classes.head}>
        <Typography variant="h6" component="h3">
          {wave.title}
        </Typography>
        <WaveChip status={wave.status} />
        {wave.status === 'soaking' && wave.soakUntil && (
          <strong>
            {t('train.waves.soaksUntil')} <Countdown to={wave.soakUntil} />
          </strong>
        )}
      </div>
      <Typography variant="body2" component="p" className={classes.facts}>
        {asked && <SegmentText segment={asked.segment} />}
        {asked && asked.soak !== '0s' && (
          <> · {t('train.waves.soak', { soak: asked.soak })}</>
        )}
        {asked && <> · {t(`train.waves.onFailure.${asked.onFailure}`)}</>}
        {' · '}
        {wave.startedAt ? (
          <>
            {t('train.waves.started')} <RelativeTime at={wave.startedAt} />
          </>
        ) : (
          notBefore && (
            <>
              {t('train.waves.notBefore')} <RelativeTime at={notBefore} />
            </>
          )
        )}
        {!wave.startedAt && foretold && (
          <>
            {notBefore && ' · '}
            {t('train.waves.expected')} <RelativeTime at={foretold.start.p50} />
          </>
        )}
        {wave.round > 1 &&
          ` · ${t('train.waves.round', { round: String(wave.round) })}`}
        {wave.finishedAt && (
          <>
            {' · '}
            {t('train.waves.finished')} <RelativeTime at={wave.finishedAt} />
          </>
        )}
      </Typography>
      <WaveNotices wave={wave} />
      <WaveProducts wave={wave} />
      {(['during', 'after'] as const).map(stage => (
        <WaveAnalysisView
          key={stage}
          stage={stage}
          analysis={wave[stage]}
          series={series.filter(one => one.stage === stage)}
        />
      ))}
    </Paper>
  );
}

/** What has happened to a wave that isn't its plan. */
function WaveNotices({ wave }: { wave: WaveState }) {
  const t = useText();
  const inWords = useReasonWords();
  const { detail } = useTrainPage();
  const titles = wave.gates.map(
    gate => detail.gates.find(({ id }) => id === gate.id)?.title ?? gate.id,
  );
  const members = membersOf(detail.train, wave);
  const behind = wave.products.filter(id => !members.includes(id));
  const namesOf = (ids: string[]) =>
    ids.map(id => titleOf(detail, id)).join(', ');
  return (
    <>
      {wave.halt && (
        <Alert severity={wave.status === 'halted' ? 'error' : 'info'}>
          {t('train.waves.halted', { reason: inWords(wave.halt.reason) })} (
          {t(`train.waves.cause.${wave.halt.cause}`)},{' '}
          <EntityNameOrText text={wave.halt.by} />,{' '}
          <RelativeTime at={wave.halt.at} />)
        </Alert>
      )}
      {wave.override && (
        <Alert severity="info">
          {t('train.waves.overridden', { reason: wave.override.reason })}{' '}
          <EntityNameOrText text={wave.override.by} />
        </Alert>
      )}
      {wave.rolledBack.length > 0 && (
        <Alert severity="warning">
          {t('train.waves.rolledBack', {
            products: namesOf(wave.rolledBack),
          })}
        </Alert>
      )}
      {behind.length > 0 && (
        <Alert severity="warning">
          {t('train.waves.leftBehind', { products: namesOf(behind) })}
        </Alert>
      )}
      {titles.length > 0 && (
        <Typography variant="body2">
          {t('train.waves.gates', { gates: titles.join(', ') })}
        </Typography>
      )}
    </>
  );
}

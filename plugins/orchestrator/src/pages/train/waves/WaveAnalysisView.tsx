import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type { WaveAnalysis } from '@backstage-orchestrator/plugin-orchestrator-common';
import { EntityName } from '../../../components/EntityName';
import { EvidenceLinks } from '../../../components/EvidenceLinks';
import { ReasonText } from '../../../components/ReasonText';
import { RelativeTime } from '../../../components/RelativeTime';
import { MetricPhaseChip } from '../../../components/states';
import type { MetricSeries } from '../../../data';
import { useText } from '../../../translation';
import { useTrainPage } from '../TrainContext';
import { MetricChart } from './MetricChart';

const useStyles = makeStyles(
  theme => ({
    root: { marginTop: theme.spacing(2) },
    charts: {
      display: 'grid',
      gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 22rem), 1fr))',
      gap: theme.spacing(2),
      marginTop: theme.spacing(1),
    },
  }),
  { name: 'OrchestratorWaveAnalysis' },
);

/** What the metrics of a wave say, in one stage: the result, a person's verdict on it, and the samples as charts. */
export function WaveAnalysisView(props: {
  stage: 'during' | 'after';
  analysis?: WaveAnalysis;
  series: MetricSeries[];
}) {
  const { stage, analysis, series } = props;
  const t = useText();
  const classes = useStyles();
  const { detail } = useTrainPage();
  if (!analysis && series.length === 0) {
    return null;
  }
  const firstRound = Math.min(...series.map(({ round }) => round));
  return (
    <section
      className={classes.root}
      aria-label={t(`train.waves.analysis.${stage}`)}
    >
      <Typography variant="subtitle2" component="h4">
        {t(`train.waves.analysis.${stage}`)}
      </Typography>
      {analysis && (
        <div>
          <MetricPhaseChip phase={analysis.phase} />{' '}
          <ReasonText text={analysis.message} />{' '}
          <RelativeTime at={analysis.at} />
          {analysis.verdict && (
            <div>
              <EntityName entityRef={analysis.verdict.by} />{' '}
              {t('train.waves.verdictGiven', {
                decision: t(`train.waves.${analysis.verdict.decision}`),
                reason: analysis.verdict.reason,
              })}
            </div>
          )}
          <EvidenceLinks runId={detail.id} links={analysis.evidence} />
        </div>
      )}
      <div className={classes.charts}>
        {series.map(one => (
          <MetricChart
            key={`${one.round}/${one.metric}`}
            series={one}
            again={one.round > firstRound}
          />
        ))}
      </div>
    </section>
  );
}

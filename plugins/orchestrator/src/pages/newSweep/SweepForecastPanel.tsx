import { useApi } from '@backstage/core-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type {
  Forecast,
  SweepPreview,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { orchestratorApiRef } from '../../api';
import { DraftPanel } from '../../components/DraftPanel';
import { RelativeTime } from '../../components/RelativeTime';
import { quietColor } from '../../components/states/tones';
import { useQuery, type Query } from '../../data';
import { useText } from '../../translation';
import { ForecastSummary } from '../sweep/targets/ForecastSummary';

const useStyles = makeStyles(
  theme => ({
    list: { margin: theme.spacing(0, 0, 2), paddingLeft: theme.spacing(2.5) },
    quiet: { color: quietColor(theme) },
  }),
  { name: 'OrchestratorSweepForecastPanel' },
);

/** When will it be done? The forecast of the manifest as it is now, once its targets are known. */
export function SweepForecastPanel(props: {
  source: string;
  valid: boolean;
  preview: Query<SweepPreview>;
}) {
  const { source, valid, preview } = props;
  const t = useText();
  const api = useApi(orchestratorApiRef);
  const known = valid && preview.value !== undefined && !preview.error;
  const sound = preview.value
    ? preview.value.targets - preview.value.problems
    : 0;
  const query = useQuery({
    key: source,
    live: false,
    keepPrevious: true,
    enabled: known && sound > 0 && !preview.refreshing,
    load: signal =>
      api.forecastManifest({ body: { manifest: source } }, { signal }),
  });
  const waits = () => {
    if (!known) {
      return t('newSweep.forecast.waits');
    }
    return sound === 0 ? t('newSweep.forecast.none') : undefined;
  };
  return (
    <DraftPanel
      title={t('newSweep.forecast.title')}
      query={query}
      waits={waits()}
      lines={2}
    >
      {answer => <SweepForecast {...answer} />}
    </DraftPanel>
  );
}

function SweepForecast(props: { targets: number; forecast: Forecast }) {
  const { targets, forecast } = props;
  const t = useText();
  const classes = useStyles();
  const changed = forecast.batches.reduce((sum, { size }) => sum + size, 0);
  const { attempts, reviews, approvals } = forecast.basedOn;
  return (
    <>
      <ForecastSummary forecast={forecast} />
      <ol className={classes.list}>
        {forecast.batches.map(({ name, size, start, end }) => (
          <li key={name}>
            {name} ({size}): <RelativeTime at={start.p50} />{' '}
            {t('newSweep.forecast.to')} <RelativeTime at={end.p50} />
          </li>
        ))}
      </ol>
      {changed < targets && (
        <Typography variant="body2" paragraph>
          {t('newSweep.forecast.leftOut', { count: targets - changed })}
        </Typography>
      )}
      <Typography variant="body2" className={classes.quiet}>
        {t('newSweep.forecast.perDay', { n: String(forecast.changesPerDay) })}{' '}
        {t('sweep.forecast.basedOn', {
          attempts: String(attempts),
          reviews: String(reviews),
          approvals: String(approvals),
        })}
      </Typography>
    </>
  );
}

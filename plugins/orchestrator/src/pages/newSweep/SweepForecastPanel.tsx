import { useApi } from '@backstage/core-plugin-api';
import Paper from '@material-ui/core/Paper';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type {
  Forecast,
  SweepPreview,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { orchestratorApiRef } from '../../api';
import { FailedToLoad, QueryView } from '../../components/QueryView';
import { RelativeTime } from '../../components/RelativeTime';
import { quietColor } from '../../components/states/tones';
import { useQuery, type Query } from '../../data';
import { useText } from '../../translation';
import { ForecastSummary } from '../sweep/targets/ForecastSummary';

const useStyles = makeStyles(
  theme => ({
    root: {
      padding: theme.spacing(2),
      marginBottom: theme.spacing(2),
      overflowWrap: 'anywhere',
    },
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
  const classes = useStyles();
  const known = valid && preview.value !== undefined && !preview.error;
  const sound = preview.value
    ? preview.value.targets - preview.value.problems
    : 0;
  const query = useQuery({
    key: source,
    live: false,
    keepPrevious: true,
    enabled: known && sound > 0 && !preview.refreshing,
    load: async signal =>
      (await api.forecastManifest({ body: { manifest: source } }, { signal }))
        .forecast,
  });
  return (
    <Paper
      variant="outlined"
      component="section"
      className={classes.root}
      aria-label={t('newSweep.forecast.title')}
      aria-busy={query.refreshing || query.loading}
    >
      <Typography variant="h6" component="h3">
        {t('newSweep.forecast.title')}
      </Typography>
      {!known && (
        <Typography variant="body2">{t('newSweep.forecast.waits')}</Typography>
      )}
      {known && sound === 0 && (
        <Typography variant="body2">{t('newSweep.forecast.none')}</Typography>
      )}
      {known && sound > 0 && query.error && (
        <FailedToLoad error={query.error} retry={query.refresh} />
      )}
      {known && sound > 0 && !query.error && (
        <QueryView query={query} lines={2}>
          {forecast => <SweepForecast forecast={forecast} />}
        </QueryView>
      )}
    </Paper>
  );
}

function SweepForecast({ forecast }: { forecast: Forecast }) {
  const t = useText();
  const classes = useStyles();
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

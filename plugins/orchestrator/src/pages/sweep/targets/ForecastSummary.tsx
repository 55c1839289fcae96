import Typography from '@material-ui/core/Typography';
import type {
  Forecast,
  RunDetail,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { RelativeTime } from '../../../components/RelativeTime';
import { useText } from '../../../translation';

/** A pause that is less likely than this is not worth a word. */
const WORTH_A_WORD = 0.1;

/** When it will be done, and what decides that. */
export function ForecastSummary(props: {
  /** Of the run; left out for one that is not there yet. */
  status?: RunDetail['status'];
  forecast: Forecast | undefined;
}) {
  const { status = 'planned', forecast } = props;
  const t = useText();
  if (!forecast) {
    return null;
  }
  const [first] = forecast.limits;
  return (
    <Typography
      variant="body2"
      paragraph
      title={t('sweep.forecast.basedOn', {
        attempts: String(forecast.basedOn.attempts),
        reviews: String(forecast.basedOn.reviews),
        approvals: String(forecast.basedOn.approvals),
      })}
    >
      {t('sweep.forecast.done')} <RelativeTime at={forecast.finish.p50} />,{' '}
      {t('sweep.forecast.atTheLatest')}{' '}
      <RelativeTime at={forecast.finish.p90} />.{' '}
      {first && (
        <>
          {first.limit === 'rateLimit'
            ? t('sweep.forecast.rateLimit', { detail: first.detail ?? '' })
            : t(`sweep.forecast.limit.${first.limit}`)}{' '}
        </>
      )}
      {forecast.pauseShare >= WORTH_A_WORD && (
        <>
          {t('sweep.forecast.pause', {
            percent: String(Math.round(100 * forecast.pauseShare)),
          })}{' '}
        </>
      )}
      {(status === 'readyToStart' || status === 'planned') &&
        t('sweep.forecast.ifStarted')}
      {status === 'paused' && t('sweep.forecast.ifResumed')}
    </Typography>
  );
}

/** When a batch is expected to start or to end. */
export function BatchForecast(props: {
  batch: { name: string; startedAt?: string; finishedAt?: string };
  forecast: Forecast | undefined;
}) {
  const { batch, forecast } = props;
  const t = useText();
  const expected = forecast?.batches.find(({ name }) => name === batch.name);
  if (!expected || batch.finishedAt) {
    return null;
  }
  const instant = batch.startedAt ? expected.end : expected.start;
  return (
    <Typography variant="caption" component="p">
      {batch.startedAt
        ? t('sweep.forecast.batchEnds')
        : t('sweep.forecast.batchStarts')}{' '}
      <RelativeTime at={instant.p50} /> {t('sweep.forecast.atTheLatest')}{' '}
      <RelativeTime at={instant.p90} />
    </Typography>
  );
}

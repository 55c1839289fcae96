import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import Alert from '@material-ui/lab/Alert';
import { ReasonText } from '../../../components/ReasonText';
import { RelativeTime } from '../../../components/RelativeTime';
import { quietColor } from '../../../components/states/tones';
import { ZonedTime } from '../../../components/ZonedTime';
import type { TrainForecast } from '../../../data';
import { useText, type Text } from '../../../translation';

/** What little time goes into says nothing more. */
const LIMITS_SHOWN = 5;
/** A halt that is less likely than this is not worth a word. */
const WORTH_A_WORD = 0.01;

const useStyles = makeStyles(
  theme => ({
    list: {
      margin: theme.spacing(0, 0, 2),
      paddingLeft: theme.spacing(2.5),
      overflowWrap: 'anywhere',
      '& > li': { marginBottom: theme.spacing(1) },
    },
    quiet: { color: quietColor(theme) },
    note: { marginBottom: theme.spacing(2) },
  }),
  { name: 'OrchestratorTrainForecast' },
);

/** When a train does what, what limits it, and what that rests on. */
export function TrainForecastView(props: {
  forecast: TrainForecast;
  /** The viewer's, unless said. */
  timezone?: string;
}) {
  const { forecast, timezone } = props;
  const t = useText();
  const classes = useStyles();
  const { departure, waves, limits, assumes, basedOn } = forecast;
  const instant = (at: TrainForecast['finish']) => (
    <Instant at={at} timezone={timezone} />
  );
  return (
    <>
      {assumes.length > 0 && (
        <Alert severity="info" className={classes.note}>
          {t('train.forecast.assumes')}
          <ul className={classes.list}>
            {assumes.map(message => (
              <li key={message}>
                <ReasonText text={message} />
              </li>
            ))}
          </ul>
        </Alert>
      )}
      <ol className={classes.list}>
        {departure && (
          <li>
            <strong>{t('train.forecast.departure')}</strong>:{' '}
            {t('train.forecast.planned')}{' '}
            <ZonedTime at={departure.planned} timezone={timezone} />,{' '}
            {t('train.forecast.likely')} {instant(departure.expected)}
            <div className={classes.quiet}>
              {t('train.forecast.onTime', {
                percent: percentText(t, departure.onTimeShare),
              })}
            </div>
          </li>
        )}
        {waves.map(wave => (
          <li key={wave.id}>
            {t('train.forecast.wave', { title: wave.title })}{' '}
            {instant(wave.start)} {t('train.forecast.to')} {instant(wave.end)}
            {wave.haltShare >= WORTH_A_WORD && (
              <div className={classes.quiet}>
                {t('train.forecast.halt', {
                  percent: percentText(t, wave.haltShare),
                  back: percentText(t, wave.rollbackShare),
                })}
              </div>
            )}
          </li>
        ))}
        <li>
          <strong>{t('train.forecast.finish')}</strong>:{' '}
          {instant(forecast.finish)}
        </li>
      </ol>
      {limits.length > 0 && (
        <>
          <Typography variant="subtitle2" component="h4">
            {t('train.forecast.goesInto')}
          </Typography>
          <ul className={classes.list}>
            {limits.slice(0, LIMITS_SHOWN).map(({ limit, detail, share }) => (
              <li key={`${limit} ${detail}`}>
                {t('train.forecast.share', {
                  percent: percentText(t, share),
                  what: t(`train.forecast.limit.${limit}`, {
                    detail: detail ?? '',
                  }),
                })}
              </li>
            ))}
          </ul>
        </>
      )}
      <Typography variant="body2" className={classes.quiet}>
        {t('train.forecast.noHalt')}{' '}
        {t('train.forecast.basedOn', {
          trains: String(basedOn.trains),
          gates: String(basedOn.gates),
          steps: String(basedOn.steps),
          waves: String(basedOn.waves),
        })}
      </Typography>
    </>
  );
}

function Instant(props: { at: TrainForecast['finish']; timezone?: string }) {
  const { at, timezone } = props;
  const t = useText();
  return (
    <>
      <ZonedTime at={at.p50} timezone={timezone} /> (
      <RelativeTime at={at.p50} />
      {at.p90 !== at.p50 && (
        <>
          , {t('train.forecast.ninety')}{' '}
          <ZonedTime at={at.p90} timezone={timezone} />
        </>
      )}
      )
    </>
  );
}

/** A share in words. */
export function percentText(t: Text, share: number): string {
  return share > 0 && share < 0.01
    ? t('train.forecast.lessThanOne')
    : t('train.forecast.percent', { n: String(Math.round(100 * share)) });
}

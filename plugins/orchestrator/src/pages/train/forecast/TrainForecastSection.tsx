import Typography from '@material-ui/core/Typography';
import { FailedToLoad, QueryView } from '../../../components/QueryView';
import { useText } from '../../../translation';
import { useTrainPage } from '../TrainContext';
import { TrainForecastView } from './TrainForecastView';

/** When the train is likely to do what is planned. */
export function TrainForecastSection() {
  const t = useText();
  const { detail, forecast: query } = useTrainPage();
  return query.error ? (
    <FailedToLoad error={query.error} retry={query.refresh} />
  ) : (
    <QueryView query={query} lines={4}>
      {({ forecast }) =>
        forecast ? (
          <TrainForecastView forecast={forecast} timezone={detail.timezone} />
        ) : (
          <Typography variant="body2">{t('train.forecast.none')}</Typography>
        )
      }
    </QueryView>
  );
}

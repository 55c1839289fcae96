import Paper from '@material-ui/core/Paper';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import { FailedToLoad, QueryView } from '../../components/QueryView';
import { useText } from '../../translation';
import { TrainForecastView } from '../train/forecast';
import type { TrainDraft } from './useTrainDraft';

const useStyles = makeStyles(
  theme => ({
    root: {
      padding: theme.spacing(2),
      marginBottom: theme.spacing(2),
      overflowWrap: 'anywhere',
    },
  }),
  { name: 'OrchestratorNewTrainForecast' },
);

/** When the train of the manifest would do what, if it were planned now. */
export function TrainForecastPanel({ draft }: { draft: TrainDraft }) {
  const t = useText();
  const classes = useStyles();
  const { forecast, preview, valid, timezone } = draft;
  const known = valid && !preview.error;
  return (
    <Paper
      variant="outlined"
      component="section"
      className={classes.root}
      aria-label={t('newTrain.forecast.title')}
      aria-busy={forecast.refreshing || forecast.loading}
    >
      <Typography variant="h6" component="h3">
        {t('newTrain.forecast.title')}
      </Typography>
      {!known && (
        <Typography variant="body2">{t('newTrain.forecast.waits')}</Typography>
      )}
      {known && forecast.error && (
        <FailedToLoad error={forecast.error} retry={forecast.refresh} />
      )}
      {known && !forecast.error && (
        <QueryView query={forecast} lines={3}>
          {value => <TrainForecastView forecast={value} timezone={timezone} />}
        </QueryView>
      )}
    </Paper>
  );
}

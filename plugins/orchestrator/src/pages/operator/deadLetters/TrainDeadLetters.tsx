import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import { FailedToLoad } from '../../../components/QueryView';
import { trainDeadLetterKey, useTrainDeadLetters } from '../../../data';
import { useText } from '../../../translation';
import { TrainDeadLetterRow } from './TrainDeadLetterRow';

const useStyles = makeStyles(
  theme => ({
    heading: { marginTop: theme.spacing(3) },
    list: { listStyle: 'none', margin: 0, padding: 0 },
  }),
  { name: 'OrchestratorTrainDeadLetters' },
);

/** Steps and messages of trains that failed for good, each with what can be done; nothing where there are none. */
export function TrainDeadLetters() {
  const t = useText();
  const classes = useStyles();
  const letters = useTrainDeadLetters();
  if (!letters.value) {
    return letters.error ? (
      <FailedToLoad error={letters.error} retry={letters.refresh} />
    ) : null;
  }
  const { items, totalItems } = letters.value;
  if (items.length === 0) {
    return null;
  }
  return (
    <>
      <Typography variant="h6" component="h4" className={classes.heading}>
        {t('operator.trainLetters.title')}
      </Typography>
      <Typography variant="body2" role="status">
        {t('operator.trainLetters.count', { count: totalItems })}
        {totalItems > items.length &&
          ` ${t('operator.trainLetters.newest', { n: String(items.length) })}`}
      </Typography>
      <ul
        className={classes.list}
        aria-label={t('operator.trainLetters.title')}
      >
        {items.map(letter => (
          <TrainDeadLetterRow
            key={trainDeadLetterKey(letter)}
            letter={letter}
            onDone={letters.refresh}
          />
        ))}
      </ul>
    </>
  );
}

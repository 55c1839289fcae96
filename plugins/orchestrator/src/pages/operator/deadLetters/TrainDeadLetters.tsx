import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import { useState } from 'react';
import { FailedToLoad } from '../../../components/QueryView';
import { trainDeadLetterKey, useTrainDeadLetters } from '../../../data';
import { useOrchestratorPaths } from '../../../routes';
import { useText } from '../../../translation';
import { ChooseAll } from './ChooseAll';
import { CommandResults } from './CommandResults';
import { TrainCommandBar } from './TrainCommandBar';
import { TrainDeadLetterRow } from './TrainDeadLetterRow';
import { trainLetterPath } from './trainLetterPath';
import type { TrainLetterResult } from './trainLetterOrders';
import { useChoice } from './useChoice';
import { useTrainLetterTitle } from './useTrainLetterTitle';

const useStyles = makeStyles(
  theme => ({
    heading: { marginTop: theme.spacing(3) },
    list: { listStyle: 'none', margin: 0, padding: 0 },
  }),
  { name: 'OrchestratorTrainDeadLetters' },
);

/** Steps and messages of trains that failed for good; one or many can be seen to at once. Nothing where there are none. */
export function TrainDeadLetters() {
  const t = useText();
  const classes = useStyles();
  const paths = useOrchestratorPaths();
  const titleOf = useTrainLetterTitle();
  const letters = useTrainDeadLetters();
  const { items = [], totalItems = 0 } = letters.value ?? {};
  const choice = useChoice(items, trainDeadLetterKey);
  const [results, setResults] = useState<TrainLetterResult[]>([]);
  if (!letters.value && letters.error) {
    return <FailedToLoad error={letters.error} retry={letters.refresh} />;
  }
  if (items.length === 0 && results.length === 0) {
    return null;
  }
  return (
    <>
      <Typography variant="h6" component="h4" className={classes.heading}>
        {t('operator.trainLetters.title')}
      </Typography>
      <CommandResults
        results={results.map(({ letter, reason }) => ({
          key: trainDeadLetterKey(letter),
          title: titleOf(letter),
          to: trainLetterPath(paths, letter),
          isDone: reason === undefined,
          reason,
        }))}
        doneTitle={count => t('operator.trainLetters.done', { count })}
        refusedTitle={count => t('operator.trainLetters.refused', { count })}
      />
      {items.length > 0 && (
        <>
          <Typography variant="body2" role="status">
            {t('operator.trainLetters.count', { count: totalItems })}
            {totalItems > items.length &&
              ` ${t('operator.trainLetters.newest', {
                n: String(items.length),
              })}`}
          </Typography>
          <ChooseAll
            label={t('operator.trainLetters.selectAll')}
            choice={choice}
          />
          <TrainCommandBar
            chosen={choice.chosen}
            onDone={answer => {
              setResults(answer);
              choice.drop(
                answer
                  .filter(({ reason }) => reason === undefined)
                  .map(({ letter }) => letter),
              );
              letters.refresh();
            }}
            onClear={() => choice.chooseAll(false)}
          />
          <ul
            className={classes.list}
            aria-label={t('operator.trainLetters.title')}
          >
            {items.map(letter => (
              <TrainDeadLetterRow
                key={trainDeadLetterKey(letter)}
                letter={letter}
                chosen={choice.has(letter)}
                onToggle={choice.toggle}
                onDone={letters.refresh}
              />
            ))}
          </ul>
        </>
      )}
    </>
  );
}

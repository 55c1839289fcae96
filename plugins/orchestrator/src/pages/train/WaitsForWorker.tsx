import { makeStyles } from '@material-ui/core/styles';
import { ExpectedTurnText } from '../../components/ExpectedTurnText';
import { quietColor } from '../../components/states/tones';
import { useText } from '../../translation';
import { useTrainPage } from './TrainContext';

const useStyles = makeStyles(
  theme => ({ root: { color: quietColor(theme) } }),
  { name: 'OrchestratorWaitsForWorker' },
);

/**
 * Says of a piece of work that no worker has it yet, what comes before it, and when its turn is expected. What else it
 * may wait for is said by its state.
 */
export function WaitsForWorker({ workId = '' }: { workId?: string }) {
  const t = useText();
  const classes = useStyles();
  const turn = useTrainPage().detail.turns?.[workId];
  return turn?.waitsFor === 'slot' ? (
    <div className={classes.root}>
      {t('train.waves.waitsFor')} <ExpectedTurnText turn={turn} />
    </div>
  ) : null;
}

import { makeStyles } from '@material-ui/core/styles';
import { CommandButton } from '../../../components/dialogs';
import { useTrainPage } from '../TrainContext';
import { useTrainActions, type TrainActionName } from '../useTrainActions';

const CONTROLS: TrainActionName[] = [
  'halt',
  'resumeWave',
  'giveVerdict',
  'stopHere',
  'rollback',
  'openIncident',
];

const useStyles = makeStyles(
  theme => ({
    root: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: theme.spacing(1),
      margin: theme.spacing(1, 0, 2),
    },
  }),
  { name: 'OrchestratorWaveControls' },
);

/** What can be done while the train is under way; each that is off says why. */
export function WaveControls() {
  const classes = useStyles();
  const { detail } = useTrainPage();
  const actions = useTrainActions();
  if (detail.train.departedAt === undefined) {
    return null;
  }
  return (
    <div className={classes.root}>
      {actions
        .filter(({ name }) => CONTROLS.includes(name))
        .map(({ name, ...action }) => (
          <CommandButton key={name} variant="outlined" {...action} />
        ))}
    </div>
  );
}

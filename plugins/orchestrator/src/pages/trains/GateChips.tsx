import { makeStyles } from '@material-ui/core/styles';
import { GateStatusChip } from '../../components/states';
import type { TrainSummary } from '../../data';
import { useText } from '../../translation';

const useStyles = makeStyles(
  theme => ({
    list: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: theme.spacing(0.5),
      listStyle: 'none',
      margin: 0,
      padding: 0,
    },
  }),
  { name: 'OrchestratorGateChips' },
);

/** The gates of a train, each with where it stands. */
export function GateChips({ train }: { train: TrainSummary }) {
  const t = useText();
  const classes = useStyles();
  return (
    <ul
      className={classes.list}
      aria-label={t('trains.gatesOf', { title: train.title })}
    >
      {train.gates.map(({ id, title, status }) => (
        <li key={id}>
          <GateStatusChip status={status} name={title} />
        </li>
      ))}
    </ul>
  );
}

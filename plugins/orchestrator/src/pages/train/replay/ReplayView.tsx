import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import {
  trainBoard,
  type TrainMoment,
  type TrainState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { useMemo } from 'react';
import {
  ActivationChip,
  GateStatusChip,
  PhaseChip,
  WaveChip,
} from '../../../components/states';
import { useText } from '../../../translation';
import { boardRows } from '../board/boardRows';
import { BoardTable } from '../board';

const useStyles = makeStyles(
  theme => ({
    chips: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: theme.spacing(1),
      alignItems: 'center',
      listStyle: 'none',
      margin: theme.spacing(1, 0, 2),
      padding: 0,
    },
  }),
  { name: 'OrchestratorReplayView' },
);

/** The train after some of its events: phase, gates, waves with their products, and the board. */
export function ReplayView(props: { moment: TrainMoment; at: string }) {
  const { moment, at } = props;
  const t = useText();
  const classes = useStyles();
  const { train } = moment;
  if (!train) {
    return null;
  }
  const products = [...moment.products.values()];
  const gates = [...moment.gates.values()];
  const open = train.incidents.filter(({ resolvedAt }) => !resolvedAt).length;
  return (
    <>
      <div className={classes.chips}>
        <PhaseChip phase={train.phase} outcome={train.outcome} />
        {train.pause && <span>{t('train.replay.paused')}</span>}
        {open > 0 && (
          <span>{t('train.replay.incidents', { count: open })}</span>
        )}
      </div>
      <Typography variant="h6" component="h3">
        {t('train.replay.gates')}
      </Typography>
      <ul className={classes.chips}>
        {gates.map(({ id, title, status }) => (
          <li key={id}>
            <GateStatusChip status={status} name={title} />
          </li>
        ))}
      </ul>
      <Typography variant="h6" component="h3">
        {t('train.replay.waves')}
      </Typography>
      <ul className={classes.chips}>
        {train.waves.map(({ id, title, status }) => (
          <li key={id}>
            <WaveChip status={status} name={title} />
            {products.map(product => {
              const known = product.activations.find(one => one.wave === id);
              return (
                known && (
                  <div key={product.id}>
                    {product.title} <ActivationChip status={known.status} />
                  </div>
                )
              );
            })}
          </li>
        ))}
      </ul>
      <Typography variant="h6" component="h3" gutterBottom>
        {t('train.replay.board')}
      </Typography>
      <Board train={train} moment={moment} at={at} />
    </>
  );
}

function Board(props: { train: TrainState; moment: TrainMoment; at: string }) {
  const { train, moment, at } = props;
  const t = useText();
  const table = useMemo(
    () =>
      boardRows(
        boardAt(moment, train, at),
        train.manifest,
        train.plan.products.map(product => ({
          ...product,
          aboard: train.passengers.some(
            ({ id, standing }) => id === product.id && standing === 'aboard',
          ),
        })),
        t('train.board.wholeTrain'),
      ),
    [at, moment, t, train],
  );
  return <BoardTable label={t('train.replay.board')} {...table} now={at} />;
}

/** The board as the decisions saw it then. */
function boardAt(moment: TrainMoment, train: TrainState, at: string) {
  const { products, gates } = moment;
  // A plan is there an event or two before the states of what is new in it.
  const passengers = train.passengers.filter(({ id }) => products.has(id));
  return trainBoard(
    { train: { ...train, passengers }, products, gates },
    at,
  ).map(({ gate, state, parts }) => ({
    id: gate.id,
    title: state.title,
    parts,
  }));
}

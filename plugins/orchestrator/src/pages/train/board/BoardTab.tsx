import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import { useCallback, useMemo } from 'react';
import { useNavigate } from 'react-router-dom';
import { useHashTarget } from '../../../components/useHashTarget';
import { useUrlFilters } from '../../../data';
import { useOrchestratorPaths } from '../../../routes';
import { useText } from '../../../translation';
import { useTrainPage } from '../TrainContext';
import { boardRows } from './boardRows';
import { BoardTable } from './BoardTable';
import { parseCell } from './cellAddress';
import { CriterionDrawer } from './CriterionDrawer';
import { GatePanel } from './GatePanel';
import { quietColor } from '../../../components/states/tones';

const useStyles = makeStyles(
  theme => ({
    keys: { color: quietColor(theme) },
    gates: { marginTop: theme.spacing(3) },
  }),
  { name: 'OrchestratorBoardTab' },
);

/** Go or no-go: all cells at a glance, then each gate with its rules and who has signed. */
export function BoardTab() {
  const t = useText();
  const classes = useStyles();
  const navigate = useNavigate();
  const paths = useOrchestratorPaths();
  useHashTarget();
  const { one } = useUrlFilters();
  const { detail } = useTrainPage();
  const { id, board, products, train, now } = detail;
  const table = useMemo(
    () =>
      boardRows(board, train.manifest, products, t('train.board.wholeTrain')),
    [board, products, t, train.manifest],
  );
  const linkTo = useCallback(
    (cell: string) => paths.train(id, 'board', { cell }),
    [id, paths],
  );
  return (
    <>
      <Typography variant="body2" gutterBottom className={classes.keys}>
        {t('train.board.keys')}
      </Typography>
      <BoardTable
        label={t('train.board.title')}
        {...table}
        now={now}
        linkTo={linkTo}
      />
      <div className={classes.gates}>
        {board.map(gate => (
          <GatePanel key={gate.id} gate={gate} />
        ))}
      </div>
      <CriterionDrawer
        address={parseCell(one('cell'))}
        onClose={() => navigate(paths.train(id))}
      />
    </>
  );
}

import { Link } from '@backstage/core-components';
import { makeStyles } from '@material-ui/core/styles';
import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableContainer from '@material-ui/core/TableContainer';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import { memo } from 'react';
import { EntityName } from '../../components/EntityName';
import { PhaseChip } from '../../components/states';
import type { TrainSummary } from '../../data';
import { useOrchestratorPaths } from '../../routes';
import { useText } from '../../translation';
import { DepartureTime } from './DepartureTime';
import { GateChips } from './GateChips';

const useStyles = makeStyles(
  theme => ({
    // Narrow windows scroll the table: cells of a few letters a line can't be read.
    table: {
      minWidth: 760,
      backgroundColor: theme.palette.background.paper,
      '& th': { whiteSpace: 'nowrap' },
    },
    name: { overflowWrap: 'anywhere', minWidth: 160 },
  }),
  { name: 'OrchestratorTrainRows' },
);

const Row = memo(PlainRow);

/** Trains as rows, with the next departure, the gates and what is wrong. */
export function TrainRows(props: { trains: TrainSummary[] }) {
  const t = useText();
  const classes = useStyles();
  return (
    <TableContainer>
      <Table
        size="small"
        className={classes.table}
        aria-label={t('trains.title')}
      >
        <TableHead>
          <TableRow>
            <TableCell>{t('trains.column.title')}</TableCell>
            <TableCell>{t('trains.column.phase')}</TableCell>
            <TableCell>{t('trains.column.departure')}</TableCell>
            <TableCell>{t('trains.column.gates')}</TableCell>
            <TableCell>{t('trains.column.waves')}</TableCell>
            <TableCell align="right">{t('trains.column.products')}</TableCell>
            <TableCell>{t('trains.column.owner')}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {props.trains.map(train => (
            <Row key={train.id} train={train} />
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}

function PlainRow({ train }: { train: TrainSummary }) {
  const t = useText();
  const classes = useStyles();
  const paths = useOrchestratorPaths();
  const done = train.waves.filter(({ status }) => status === 'done').length;
  return (
    <TableRow hover>
      <TableCell className={classes.name}>
        <Link to={paths.train(train.id)}>{train.title}</Link>
        {train.openIncidents > 0 && (
          <div>
            <Link to={paths.train(train.id, 'incidents')}>
              {t('trains.incidents', { count: train.openIncidents })}
            </Link>
          </div>
        )}
      </TableCell>
      <TableCell>
        <PhaseChip phase={train.phase} outcome={train.outcome} />
        {train.paused && <div>{t('trains.paused')}</div>}
      </TableCell>
      <TableCell>
        <DepartureTime train={train} />
      </TableCell>
      <TableCell>
        <GateChips train={train} />
      </TableCell>
      <TableCell>
        <Link to={paths.train(train.id, 'waves')}>
          {done}/{train.waves.length}
        </Link>
      </TableCell>
      <TableCell align="right">
        <Link to={paths.train(train.id)}>
          {train.products.filter(({ aboard }) => aboard).length}
        </Link>
      </TableCell>
      <TableCell>
        <EntityName entityRef={train.owner} />
      </TableCell>
    </TableRow>
  );
}

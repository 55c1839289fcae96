import { Link } from '@backstage/core-components';
import { makeStyles } from '@material-ui/core/styles';
import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableContainer from '@material-ui/core/TableContainer';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import { RelativeTime } from '../components/RelativeTime';
import { RunChip, TargetChip } from '../components/states';
import type { EntitySummary } from '../data';
import { useOrchestratorPaths } from '../routes';
import { useText } from '../translation';

const useStyles = makeStyles(
  // Narrow windows scroll the table: cells of a few letters a line can't be read.
  { table: { minWidth: 680, '& th': { whiteSpace: 'nowrap' } } },
  { name: 'OrchestratorEntityRunsTable' },
);

/** Sweeps that touch an entity, newest first, with the report of those that ended. */
export function EntityRunsTable({ items }: { items: EntitySummary['items'] }) {
  const t = useText();
  const classes = useStyles();
  const paths = useOrchestratorPaths();
  return (
    <TableContainer>
      <Table
        size="small"
        className={classes.table}
        aria-label={t('entity.sweeps')}
      >
        <TableHead>
          <TableRow>
            <TableCell>{t('sweeps.column.title')}</TableCell>
            <TableCell>{t('sweeps.column.status')}</TableCell>
            <TableCell>{t('entity.thisModule')}</TableCell>
            <TableCell>{t('sweep.table.updated')}</TableCell>
            <TableCell>{t('sweep.tab.report')}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {items.map(({ run, target }) => (
            <TableRow key={`${run.id} ${target.id}`}>
              <TableCell>
                <Link to={paths.sweep(run.id)}>{run.title}</Link>
              </TableCell>
              <TableCell>
                <RunChip status={run.status} outcome={run.outcome} />
              </TableCell>
              <TableCell>
                <Link
                  to={paths.target(run.id, target.id)}
                  aria-label={t('entity.targetOf', { title: run.title })}
                >
                  <TargetChip status={target.status} />
                </Link>
              </TableCell>
              <TableCell>
                <RelativeTime at={target.updatedAt} />
              </TableCell>
              <TableCell>
                {(run.status === 'finished' || run.status === 'cancelled') && (
                  <Link
                    to={paths.sweep(run.id, 'report')}
                    aria-label={t('entity.reportOf', { title: run.title })}
                  >
                    {t('sweep.tab.report')}
                  </Link>
                )}
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}

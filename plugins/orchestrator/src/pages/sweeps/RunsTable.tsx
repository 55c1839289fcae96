import { Link } from '@backstage/core-components';
import { makeStyles, useTheme } from '@material-ui/core/styles';
import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableContainer from '@material-ui/core/TableContainer';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import Typography from '@material-ui/core/Typography';
import useMediaQuery from '@material-ui/core/useMediaQuery';
import { memo } from 'react';
import type { RunSummary } from '@backstage-orchestrator/plugin-orchestrator-common';
import { EntityName } from '../../components/EntityName';
import { RelativeTime } from '../../components/RelativeTime';
import { SegmentedBar } from '../../components/SegmentedBar';
import { RunChip } from '../../components/states';
import { useOrchestratorPaths } from '../../routes';
import { useText } from '../../translation';
import { RunsList } from './RunsList';

const useStyles = makeStyles(
  theme => ({
    progress: { minWidth: 140 },
    // Narrow windows scroll the table: cells of a few letters a line can't be read.
    table: {
      minWidth: 860,
      backgroundColor: theme.palette.background.paper,
      '& th': { whiteSpace: 'nowrap' },
    },
    name: { overflowWrap: 'anywhere', minWidth: 160 },
  }),
  { name: 'OrchestratorRunsTable' },
);

const RunRow = memo(PlainRunRow);

/** Runs as rows; below each other where the window is narrow. */
export function RunsTable(props: { runs: RunSummary[]; total: number }) {
  const t = useText();
  const classes = useStyles();
  const { breakpoints } = useTheme();
  const isPhone = useMediaQuery(breakpoints.down('xs'), { noSsr: true });
  return (
    <>
      <Typography variant="body2" gutterBottom>
        {t('sweeps.count', { count: props.total })}
      </Typography>
      {isPhone ? (
        <RunsList runs={props.runs} />
      ) : (
        <TableContainer>
          <Table
            size="small"
            className={classes.table}
            aria-label={t('sweeps.title')}
          >
            <TableHead>
              <TableRow>
                <TableCell>{t('sweeps.column.title')}</TableCell>
                <TableCell>{t('sweeps.column.status')}</TableCell>
                <TableCell>{t('sweeps.column.progress')}</TableCell>
                <TableCell align="right">
                  {t('sweeps.column.targets')}
                </TableCell>
                <TableCell>{t('sweeps.column.owner')}</TableCell>
                <TableCell>{t('sweeps.column.created')}</TableCell>
              </TableRow>
            </TableHead>
            <TableBody>
              {props.runs.map(run => (
                <RunRow key={run.id} run={run} />
              ))}
            </TableBody>
          </Table>
        </TableContainer>
      )}
    </>
  );
}

function PlainRunRow({ run }: { run: RunSummary }) {
  const classes = useStyles();
  const paths = useOrchestratorPaths();
  return (
    <TableRow hover>
      <TableCell className={classes.name}>
        <Link to={paths.sweep(run.id)}>{run.title}</Link>
      </TableCell>
      <TableCell>
        <RunChip status={run.status} outcome={run.outcome} />
      </TableCell>
      <TableCell className={classes.progress}>
        <SegmentedBar
          compact
          counts={run.counts}
          linkTo={status => paths.sweep(run.id, 'targets', { status })}
        />
      </TableCell>
      <TableCell align="right">
        <Link to={paths.sweep(run.id)}>{run.targets}</Link>
      </TableCell>
      <TableCell>
        <EntityName entityRef={run.owner} />
      </TableCell>
      <TableCell>
        <RelativeTime at={run.createdAt} />
      </TableCell>
    </TableRow>
  );
}

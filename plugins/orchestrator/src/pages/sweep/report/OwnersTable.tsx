import { Link } from '@backstage/core-components';
import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableContainer from '@material-ui/core/TableContainer';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import Typography from '@material-ui/core/Typography';
import type { SweepReport } from '@backstage-orchestrator/plugin-orchestrator-common';
import { EntityName } from '../../../components/EntityName';
import {
  countOf,
  SEGMENTS,
  STATUSES_OF_SEGMENT,
} from '../../../components/states';
import { useOrchestratorPaths } from '../../../routes';
import { useText } from '../../../translation';

/** Each owner's targets by where they stand; every number is a link to its rows. */
export function OwnersTable({ report }: { report: SweepReport }) {
  const t = useText();
  const paths = useOrchestratorPaths();
  const segments = SEGMENTS.filter(
    segment => countOf(report.run.counts, segment) > 0,
  );
  return (
    <>
      <Typography variant="h5" component="h3" gutterBottom>
        {t('report.owners')}
      </Typography>
      <TableContainer>
        <Table size="small" aria-label={t('report.owners')}>
          <TableHead>
            <TableRow>
              <TableCell>{t('sweep.table.owner')}</TableCell>
              {segments.map(segment => (
                <TableCell key={segment} align="right">
                  {t(`state.segment.${segment}`)}
                </TableCell>
              ))}
            </TableRow>
          </TableHead>
          <TableBody>
            {report.owners.map(({ owner, counts }) => (
              <TableRow key={owner}>
                <TableCell component="th" scope="row" role="rowheader">
                  <EntityName entityRef={owner} />
                </TableCell>
                {segments.map(segment => {
                  const count = countOf(counts, segment);
                  return (
                    <TableCell key={segment} align="right">
                      {count > 0 ? (
                        <Link
                          to={paths.sweep(report.run.id, 'targets', {
                            owner,
                            status: STATUSES_OF_SEGMENT[segment],
                          })}
                        >
                          {count}
                        </Link>
                      ) : (
                        0
                      )}
                    </TableCell>
                  );
                })}
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </TableContainer>
    </>
  );
}

import { Link } from '@backstage/core-components';
import Button from '@material-ui/core/Button';
import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableContainer from '@material-ui/core/TableContainer';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import Typography from '@material-ui/core/Typography';
import type {
  ReportTarget,
  SweepReport,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { memo, useState } from 'react';
import { durationText } from '../../../components/durationText';
import { EntityName } from '../../../components/EntityName';
import { SafeLink } from '../../../components/SafeLink';
import { GateChip, TargetChip } from '../../../components/states';
import { useOrchestratorPaths } from '../../../routes';
import { useText } from '../../../translation';

/** Rows that are added at a time: a report can have thousands, and all of them at once would stall the page. */
const ROWS_STEP = 100;

const ReportRow = memo(PlainReportRow);

/** What came of each target. */
export function ReportTargets({ report }: { report: SweepReport }) {
  const t = useText();
  const [shown, setShown] = useState(ROWS_STEP);
  return (
    <>
      <Typography variant="h5" component="h3" gutterBottom>
        {t('report.perTarget')}
      </Typography>
      <TableContainer>
        <Table size="small" aria-label={t('report.perTarget')}>
          <TableHead>
            <TableRow>
              <TableCell>{t('sweep.table.target')}</TableCell>
              <TableCell>{t('report.outcome')}</TableCell>
              <TableCell>{t('sweep.table.owner')}</TableCell>
              <TableCell>{t('sweep.table.batch')}</TableCell>
              <TableCell align="right">{t('report.attempts')}</TableCell>
              <TableCell>{t('report.cycleTime')}</TableCell>
              <TableCell>{t('sweep.table.gates')}</TableCell>
              <TableCell>{t('sweep.table.change')}</TableCell>
              <TableCell>{t('report.notes')}</TableCell>
            </TableRow>
          </TableHead>
          <TableBody>
            {report.targets.slice(0, shown).map(target => (
              <ReportRow
                key={target.id}
                runId={report.run.id}
                target={target}
              />
            ))}
          </TableBody>
        </Table>
      </TableContainer>
      {report.targets.length > shown && (
        <Button onClick={() => setShown(shown + ROWS_STEP)}>
          {t('report.showMore', {
            shown: String(shown),
            count: report.targets.length,
          })}
        </Button>
      )}
    </>
  );
}

function PlainReportRow({
  runId,
  target,
}: {
  runId: string;
  target: ReportTarget;
}) {
  const t = useText();
  const paths = useOrchestratorPaths();
  const notes = [
    target.failure?.message,
    target.reason,
    ...target.followUps.map(followUp => followUp.text),
  ].filter(note => note !== undefined);
  return (
    <TableRow>
      <TableCell component="th" scope="row" role="rowheader">
        <Link to={paths.target(runId, target.id)}>{target.title}</Link>
      </TableCell>
      <TableCell>
        <TargetChip status={target.outcome} />
      </TableCell>
      <TableCell>
        <EntityName entityRef={target.owner} />
      </TableCell>
      <TableCell>{target.batch}</TableCell>
      <TableCell align="right">{target.attempts}</TableCell>
      <TableCell>
        {target.cycleTimeMs !== undefined &&
          durationText(t, target.cycleTimeMs)}
      </TableCell>
      <TableCell>
        {target.gates.map(gate => (
          <GateChip key={gate.gate} result={gate.result} name={gate.title} />
        ))}
      </TableCell>
      <TableCell>
        {target.change && (
          <SafeLink to={target.change.url}>{target.change.state}</SafeLink>
        )}
        {target.revert && (
          <>
            {' '}
            <SafeLink to={target.revert.url}>
              {t('report.revert', { state: target.revert.state })}
            </SafeLink>
          </>
        )}
      </TableCell>
      <TableCell style={{ overflowWrap: 'anywhere' }}>
        {notes.join(' · ')}
      </TableCell>
    </TableRow>
  );
}

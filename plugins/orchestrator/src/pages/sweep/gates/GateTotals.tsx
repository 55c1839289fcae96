import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableContainer from '@material-ui/core/TableContainer';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import Typography from '@material-ui/core/Typography';
import { Link } from '@backstage/core-components';
import type {
  RunDetail,
  SweepManifest,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { QueryView } from '../../../components/QueryView';
import { GateChip } from '../../../components/states';
import { useReport } from '../../../data';
import { useOrchestratorPaths } from '../../../routes';
import { useText } from '../../../translation';
import { GATE_RESULTS, GateRows } from './GateRows';

/** Each gate of the manifest with what it said over all targets. */
export function GateTotals({ run }: { run: RunDetail }) {
  const t = useText();
  const paths = useOrchestratorPaths();
  const report = useReport(run.id);
  const gates = (run.manifest as unknown as SweepManifest).spec.gates;
  if (gates.length === 0) {
    return <Typography>{t('sweep.gates.noGates')}</Typography>;
  }
  return (
    <QueryView query={report}>
      {({ targets }) => {
        const results = targets.flatMap(target => target.gates);
        return results.length === 0 ? (
          <Typography>{t('sweep.gates.notYet')}</Typography>
        ) : (
          <>
            <TableContainer>
              <Table size="small" aria-label={t('sweep.gates.byGate')}>
                <TableHead>
                  <TableRow>
                    <TableCell>{t('sweep.gates.gate')}</TableCell>
                    {GATE_RESULTS.map(result => (
                      <TableCell key={result}>
                        <GateChip result={result} />
                      </TableCell>
                    ))}
                  </TableRow>
                </TableHead>
                <TableBody>
                  {gates.map(gate => (
                    <TableRow key={gate.id}>
                      <TableCell component="th" scope="row" role="rowheader">
                        {gate.title ?? gate.id}
                      </TableCell>
                      {GATE_RESULTS.map(result => {
                        const count = results.filter(
                          item =>
                            item.gate === gate.id && item.result === result,
                        ).length;
                        return (
                          <TableCell key={result}>
                            {count > 0 ? (
                              <Link
                                to={paths.sweep(run.id, 'gates', {
                                  gate: gate.id,
                                  result,
                                })}
                              >
                                {count}
                              </Link>
                            ) : (
                              count
                            )}
                          </TableCell>
                        );
                      })}
                    </TableRow>
                  ))}
                </TableBody>
              </Table>
            </TableContainer>
            <GateRows run={run} targets={targets} />
          </>
        );
      }}
    </QueryView>
  );
}

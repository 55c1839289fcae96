import { Link } from '@backstage/core-components';
import Box from '@material-ui/core/Box';
import Typography from '@material-ui/core/Typography';
import type { RunDetail } from '@backstage-orchestrator/plugin-orchestrator-common';
import { SegmentedBar } from '../../../components/SegmentedBar';
import { useTargets } from '../../../data';
import { useOrchestratorPaths } from '../../../routes';
import { useText } from '../../../translation';
import type { Approval } from './ApprovalPanel';

/** The most targets of one batch whose gates are summed up here; further ones are in the table. */
const MAX_TARGETS = 500;

/** What an approval judges: the batch's targets by state, their gates, and the way to their diffs. */
export function ApprovalEvidence(props: {
  run: RunDetail;
  approval: Approval;
}) {
  const { run, approval } = props;
  const t = useText();
  const paths = useOrchestratorPaths();
  const batch = run.batches[approval.batch];
  const targets = useTargets(run.id, { batch: approval.batch }, MAX_TARGETS);
  const gates = targets.items
    .flatMap(target => target.gates)
    .filter(gate => gate.result !== 'skipped');
  const passed = gates.filter(gate => gate.result === 'passed').length;
  const search = { batch: String(approval.batch) };
  return (
    <Box mb={2}>
      <Typography variant="subtitle2" component="h5">
        {t('sweep.gates.evidence')}
      </Typography>
      {batch && (
        <SegmentedBar
          counts={batch.counts}
          linkTo={status =>
            paths.sweep(run.id, 'targets', { ...search, status })
          }
        />
      )}
      {gates.length > 0 && (
        <Typography variant="body2">
          {t('sweep.gates.evidenceGates', {
            passed: String(passed),
            failed: String(gates.length - passed),
          })}
        </Typography>
      )}
      <Typography variant="body2">
        <Link to={paths.sweep(run.id, 'diffs')}>
          {t('sweep.gates.evidenceDiffs')}
        </Link>{' '}
        ·{' '}
        <Link to={paths.sweep(run.id, 'targets', search)}>
          {t('sweep.gates.evidenceTargets')}
        </Link>
      </Typography>
    </Box>
  );
}

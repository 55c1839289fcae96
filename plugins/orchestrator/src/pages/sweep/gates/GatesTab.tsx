import Typography from '@material-ui/core/Typography';
import type {
  RunDetail,
  SweepManifest,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { useText } from '../../../translation';
import { ApprovalPanel } from './ApprovalPanel';
import { GateTotals } from './GateTotals';

/** What must hold before the sweep goes on: approvals of people, then the gates of the targets. */
export function GatesTab(props: { run: RunDetail; refreshRun: () => void }) {
  const { run, refreshRun } = props;
  const t = useText();
  const { rollout } = (run.manifest as unknown as SweepManifest).spec;
  const asks =
    (rollout.canary && rollout.canary.approval) || rollout.batches.approval;
  // The open one on top: it is the reason to come here.
  const approvals = [...run.approvals]
    .reverse()
    .sort((a, b) => Number(b.state === 'open') - Number(a.state === 'open'));
  return (
    <>
      <Typography variant="h5" component="h3" gutterBottom>
        {t('sweep.gates.approvals')}
      </Typography>
      {approvals.length === 0 && (
        <Typography paragraph>
          {asks
            ? t('sweep.gates.noApprovals')
            : t('sweep.gates.noApprovalsEver')}
        </Typography>
      )}
      {approvals.map(approval => (
        <ApprovalPanel
          key={approval.id}
          run={run}
          approval={approval}
          refreshRun={refreshRun}
        />
      ))}
      <Typography variant="h5" component="h3" gutterBottom>
        {t('sweep.gates.commandGates')}
      </Typography>
      <GateTotals run={run} />
    </>
  );
}

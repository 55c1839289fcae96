import Typography from '@material-ui/core/Typography';
import type { InboxItem } from '@backstage-orchestrator/plugin-orchestrator-common';
import { Disclosure } from '../../components/Disclosure';
import { QueryView } from '../../components/QueryView';
import { useTarget } from '../../data';
import { useText } from '../../translation';
import { ApprovalEvidence } from '../sweep/gates';
import { TargetDiff } from '../target';
import type { Evidence } from './evidence';

/** What is known of an item of a sweep: what an approval judges, the diff that is to be accepted. */
export function SweepEvidence(props: { item: InboxItem; evidence: Evidence }) {
  const { item, evidence } = props;
  const t = useText();
  const { run, approval } = evidence;
  const { kind, runId, targetId } = item;
  return (
    <>
      <Typography variant="body2">{item.evidence}</Typography>
      {run && approval && <ApprovalEvidence run={run} approval={approval} />}
      {kind === 'diffAcceptance' && targetId !== undefined && (
        <Disclosure label={t('inbox.diff')}>
          <Diff runId={runId} targetId={targetId} />
        </Disclosure>
      )}
    </>
  );
}

function Diff(props: { runId: string; targetId: string }) {
  const query = useTarget(props.runId, props.targetId);
  return (
    <QueryView query={query}>
      {target => <TargetDiff target={target} />}
    </QueryView>
  );
}

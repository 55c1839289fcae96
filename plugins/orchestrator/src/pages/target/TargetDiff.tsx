import Typography from '@material-ui/core/Typography';
import Alert from '@material-ui/lab/Alert';
import type { TargetDetail } from '@backstage-orchestrator/plugin-orchestrator-common';
import { ArtifactDiff } from '../../components/ArtifactText';
import { Disclosure } from '../../components/Disclosure';
import { useText } from '../../translation';

/** The diff of a target: the one that asks to be accepted before the one that was. */
export function TargetDiff({ target }: { target: TargetDetail }) {
  const t = useText();
  const { diff, proposedDiff } = target;
  if (!diff && !proposedDiff) {
    return (
      <Typography>
        {target.status === 'alreadyFine'
          ? t('target.alreadyFine')
          : t('target.noDiff')}
      </Typography>
    );
  }
  return (
    <>
      {proposedDiff && (
        <>
          <Alert severity="warning">{t('target.diffChanged')}</Alert>
          <Base diff={proposedDiff} />
          <ArtifactDiff runId={target.runId} digest={proposedDiff.artifact} />
        </>
      )}
      {diff && !proposedDiff && (
        <>
          <Base diff={diff} />
          <ArtifactDiff runId={target.runId} digest={diff.artifact} />
        </>
      )}
      {diff && proposedDiff && (
        <Disclosure label={t('target.oldDiff')}>
          <ArtifactDiff runId={target.runId} digest={diff.artifact} />
        </Disclosure>
      )}
    </>
  );
}

function Base({ diff }: { diff: NonNullable<TargetDetail['diff']> }) {
  const t = useText();
  return (
    <Typography variant="caption" component="p">
      {t('target.base', {
        branch: diff.baseBranch,
        commit: diff.baseCommit.slice(0, 10),
      })}
    </Typography>
  );
}

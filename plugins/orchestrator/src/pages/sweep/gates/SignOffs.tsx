import { identityApiRef, useApi } from '@backstage/core-plugin-api';
import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type { RunDetail } from '@backstage-orchestrator/plugin-orchestrator-common';
import useAsync from 'react-use/lib/useAsync';
import { orchestratorApiRef } from '../../../api';
import { EntityName } from '../../../components/EntityName';
import { RelativeTime } from '../../../components/RelativeTime';
import { useCommand } from '../../../data';
import { useText } from '../../../translation';
import type { Approval } from './ApprovalPanel';
import { quietColor } from '../../../components/states/tones';

const useStyles = makeStyles(
  theme => ({
    list: { listStyle: 'none', margin: 0, padding: 0 },
    stale: { color: quietColor(theme), textDecoration: 'line-through' },
  }),
  { name: 'OrchestratorSignOffs' },
);

/** Who has signed, and whose signature no longer counts because what is judged has changed. */
export function SignOffs(props: {
  run: RunDetail;
  approval: Approval;
  refreshRun: () => void;
}) {
  const { run, approval, refreshRun } = props;
  const t = useText();
  const classes = useStyles();
  const api = useApi(orchestratorApiRef);
  const identityApi = useApi(identityApiRef);
  const me = useAsync(() => identityApi.getBackstageIdentity(), [identityApi])
    .value?.userEntityRef;
  const command = useCommand();
  const withdraw = () =>
    command
      .perform(
        () =>
          api.withdrawSignOff({
            params: { runId: run.id, approvalId: approval.id },
          }),
        t('sweep.gates.withdrawn'),
      )
      .then(refreshRun);
  return (
    <ul className={classes.list}>
      {approval.signOffs.map(signOff => {
        const stale = signOff.evidenceDigest !== approval.evidenceDigest;
        return (
          <Typography
            component="li"
            variant="body2"
            key={`${signOff.by} ${signOff.at}`}
          >
            <span className={stale ? classes.stale : undefined}>
              <EntityName entityRef={signOff.by} />{' '}
              {signOff.decision === 'approved'
                ? t('sweep.gates.signed')
                : t('sweep.gates.signedNo')}{' '}
              <RelativeTime at={signOff.at} />
              {signOff.comment && <>: {signOff.comment}</>}
            </span>
            {stale && <> {t('sweep.gates.stale')}</>}
            {approval.state === 'open' && signOff.by === me && (
              <Button
                size="small"
                onClick={withdraw}
                disabled={command.pending}
              >
                {t('sweep.gates.withdraw')}
              </Button>
            )}
          </Typography>
        );
      })}
    </ul>
  );
}

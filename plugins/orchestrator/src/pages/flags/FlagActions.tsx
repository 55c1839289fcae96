import { useApi } from '@backstage/core-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { makeStyles } from '@material-ui/core/styles';
import BlockIcon from '@material-ui/icons/Block';
import {
  orchestratorFlagKillPermission,
  type FlagDetail,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { orchestratorApiRef } from '../../api';
import { ReasonDialog } from '../../components/dialogs';
import { ExplainedButton } from '../../components/ExplainedButton';
import { useOrchestratorPaths } from '../../routes';
import { useText } from '../../translation';
import { TryKillSwitch } from './TryKillSwitch';
import { useMayManageFlags } from './useMayManageFlags';

const useStyles = makeStyles(
  theme => ({
    kill: {
      color: theme.palette.getContrastText(theme.palette.error.dark),
      backgroundColor: theme.palette.error.dark,
      '&:hover': { backgroundColor: theme.palette.error.dark },
    },
  }),
  { name: 'OrchestratorFlagActions' },
);

/** The kill switch, one click away; a killed flag is revived in its place. */
export function FlagActions(props: {
  flag: FlagDetail;
  /** Takes what the command answered with. */
  changed: (flag: FlagDetail) => void;
}) {
  const { flag, changed } = props;
  const { key } = flag;
  const t = useText();
  const classes = useStyles();
  const api = useApi(orchestratorApiRef);
  const [asking, setAsking] = useState(false);
  const whyNot = useWhyNot(flag);
  const paths = useOrchestratorPaths();
  const navigate = useNavigate();
  const mayNotEdit = useMayManageFlags();
  const action = flag.killed ? 'revive' : 'kill';
  const perform = async (reason: string) => {
    const call = { params: { flagKey: key }, body: { reason } };
    changed(
      await (action === 'kill' ? api.killFlag(call) : api.reviveFlag(call)),
    );
  };
  return (
    <>
      <ExplainedButton
        variant="outlined"
        whyNot={flag.archived ? t('flags.isArchived') : mayNotEdit}
        onClick={() => navigate(paths.editFlag(key))}
      >
        {t('flags.edit.edit')}
      </ExplainedButton>{' '}
      <TryKillSwitch flag={flag} whyNot={whyNot} changed={changed} />{' '}
      <ExplainedButton
        variant="contained"
        color={action === 'kill' ? 'default' : 'primary'}
        className={action === 'kill' ? classes.kill : undefined}
        startIcon={action === 'kill' ? <BlockIcon /> : undefined}
        whyNot={whyNot}
        onClick={() => setAsking(true)}
      >
        {t(`flags.${action}`)}
      </ExplainedButton>
      <ReasonDialog
        open={asking}
        title={t(`flags.${action}Ask`, { key })}
        consequences={[
          t(`flags.${action}Effect`, { variant: flag.defaultVariant }),
        ]}
        action={t(`flags.${action}`)}
        reason="required"
        done={t(`flags.${action}Done`, { key })}
        perform={perform}
        onClose={() => setAsking(false)}
      />
    </>
  );
}

function useWhyNot(flag: FlagDetail): string | undefined {
  const t = useText();
  const { loading, allowed } = usePermission({
    permission: orchestratorFlagKillPermission,
  });
  if (flag.archived) {
    return t('flags.isArchived');
  }
  return loading || allowed ? undefined : t('flags.mayNotKill');
}

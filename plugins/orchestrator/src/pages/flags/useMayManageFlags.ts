import { usePermission } from '@backstage/plugin-permission-react';
import { orchestratorFlagManagePermission } from '@backstage-orchestrator/plugin-orchestrator-common';
import { useText } from '../../translation';

/** Why the viewer may not make or change flags; undefined where they may. */
export function useMayManageFlags(): string | undefined {
  const t = useText();
  const { loading, allowed } = usePermission({
    permission: orchestratorFlagManagePermission,
  });
  return loading || allowed ? undefined : t('flags.edit.mayNot');
}

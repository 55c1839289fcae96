import { usePermission } from '@backstage/plugin-permission-react';
import { orchestratorRunCreatePermission } from '@backstage-orchestrator/plugin-orchestrator-common';
import { useOrchestratorPaths, type SearchValues } from '../routes';
import { useText } from '../translation';
import { ExplainedLink } from './ExplainedLink';

/** Whether the viewer may start runs, and why not. */
export function useMayCreate(): string | undefined {
  const t = useText();
  const { loading, allowed } = usePermission({
    permission: orchestratorRunCreatePermission,
  });
  return loading || allowed ? undefined : t('sweeps.mayNotCreate');
}

/** Goes to the page that starts a sweep; off with its reason where the viewer may not. */
export function NewSweepButton(props: {
  label?: string;
  search?: SearchValues;
  variant?: 'contained' | 'outlined';
}) {
  const t = useText();
  const paths = useOrchestratorPaths();
  return (
    <ExplainedLink
      variant={props.variant ?? 'contained'}
      color="primary"
      whyNot={useMayCreate()}
      to={paths.newSweep(props.search)}
    >
      {props.label ?? t('sweeps.new')}
    </ExplainedLink>
  );
}

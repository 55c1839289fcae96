import { usePermission } from '@backstage/plugin-permission-react';
import { orchestratorRunCreatePermission } from '@backstage-orchestrator/plugin-orchestrator-common';
import { useNavigate } from 'react-router-dom';
import { useOrchestratorPaths, type SearchValues } from '../routes';
import { useText } from '../translation';
import { ExplainedButton } from './ExplainedButton';

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
  const navigate = useNavigate();
  const whyNot = useMayCreate();
  return (
    <ExplainedButton
      variant={props.variant ?? 'contained'}
      color="primary"
      whyNot={whyNot}
      href={paths.newSweep(props.search)}
      onClick={event => {
        // A plain click stays in the page; with a modifier, the browser opens the address as it would any link.
        if (!event.metaKey && !event.ctrlKey && !event.shiftKey) {
          event.preventDefault();
          navigate(paths.newSweep(props.search));
        }
      }}
    >
      {props.label ?? t('sweeps.new')}
    </ExplainedButton>
  );
}

import type { RunDetail } from '@backstage-orchestrator/plugin-orchestrator-common';
import { useNavigate } from 'react-router-dom';
import type { FormValues } from '../../components/dialogs';
import { useMayCreate } from '../../components/NewSweepButton';
import { RunActions } from '../../components/RunActions';
import { useOrchestratorPaths } from '../../routes';
import { useText } from '../../translation';
import { primaryActionOf, type PrimaryAction } from './primaryAction';
import { useSweepActions } from './useSweepActions';

/** Tabs that are the next thing to look at, where that comes before any command. */
const PAGES = {
  reviewApproval: 'gates',
  seeDiffs: 'diffs',
  seeReport: 'report',
} as const;

function isPage(action: PrimaryAction): action is keyof typeof PAGES {
  return action in PAGES;
}

/** The one next action with a sweep, and the others. */
export function SweepActions(props: { run: RunDetail; refresh: () => void }) {
  const { run, refresh } = props;
  const t = useText();
  const paths = useOrchestratorPaths();
  const navigate = useNavigate();
  const actions = useSweepActions(run);
  const mayNotCreate = useMayCreate();
  const primary = primaryActionOf(run.status);
  return (
    <RunActions
      run={run}
      actions={[
        ...actions.map(action => ({
          ...action,
          perform: (values: FormValues) =>
            action.perform(values).finally(refresh),
        })),
        {
          name: 'startOver',
          label: t('sweep.primary.startOver'),
          whyNot: mayNotCreate,
          perform: async () => navigate(paths.newSweep({ from: run.id })),
        },
      ]}
      primary={primary}
      page={
        isPage(primary)
          ? {
              label: t(`sweep.primary.${primary}`),
              to: paths.sweep(run.id, PAGES[primary]),
            }
          : undefined
      }
    />
  );
}

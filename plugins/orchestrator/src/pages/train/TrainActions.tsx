import { RunActions } from '../../components/RunActions';
import { useOrchestratorPaths } from '../../routes';
import { useText } from '../../translation';
import { trainPrimaryAction, type TrainPrimaryAction } from './primaryAction';
import { useTrainPage } from './TrainContext';
import { useTrainActions } from './useTrainActions';

/** The one next action with the page's train, and the others. */
export function TrainActions() {
  const t = useText();
  const paths = useOrchestratorPaths();
  const { detail } = useTrainPage();
  const actions = useTrainActions();
  const primary = trainPrimaryAction(detail);
  const gate = detail.board.find(({ status }) => status === 'open');
  const pages: Partial<Record<TrainPrimaryAction, string>> = {
    sign: `${paths.train(detail.id)}${gate ? `#gate-${gate.id}` : ''}`,
    seeWaves: paths.train(detail.id, 'waves'),
    seeReport: paths.train(detail.id, 'report'),
  };
  const to = pages[primary];
  return (
    <RunActions
      run={detail}
      actions={actions}
      primary={primary}
      page={to ? { label: t(`train.action.${primary}`), to } : undefined}
    />
  );
}

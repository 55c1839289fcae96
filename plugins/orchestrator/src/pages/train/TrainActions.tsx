import { RunActions } from '../../components/RunActions';
import { useOrchestratorPaths } from '../../routes';
import { useText } from '../../translation';
import {
  gateInTheWay,
  trainPrimaryAction,
  type TrainPrimaryAction,
} from './primaryAction';
import { useTrainPage } from './TrainContext';
import { useTrainActions } from './useTrainActions';

/** The one next action with the page's train, and the others. */
export function TrainActions() {
  const t = useText();
  const paths = useOrchestratorPaths();
  const { detail } = useTrainPage();
  const actions = useTrainActions();
  const primary = trainPrimaryAction(detail);
  const gate = gateInTheWay(detail);
  const board = `${paths.train(detail.id)}${gate ? `#gate-${gate.id}` : ''}`;
  const pages: Partial<Record<TrainPrimaryAction, string>> = {
    sign: board,
    seeGate: board,
    seeCommunications: paths.train(detail.id, 'communications'),
    seeIncidents: paths.train(detail.id, 'incidents'),
    seePlan: paths.train(detail.id, 'timeline'),
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

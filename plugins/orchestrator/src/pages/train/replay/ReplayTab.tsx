import { trainFold } from '@backstage-orchestrator/plugin-orchestrator-common';
import { RunReplay } from '../../../components/replay';
import { useText } from '../../../translation';
import { useTrainPage } from '../TrainContext';
import { ReplayView } from './ReplayView';

/** How was the train at any moment? */
export function ReplayTab() {
  const t = useText();
  const { detail } = useTrainPage();
  return (
    <RunReplay
      runId={detail.id}
      what={t('train.replay.what')}
      timezone={detail.timezone}
      foldOf={trainFold}
    >
      {(moment, { occurredAt }) => (
        <ReplayView moment={moment} at={occurredAt} />
      )}
    </RunReplay>
  );
}

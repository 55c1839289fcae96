import {
  sweepFold,
  type RunDetail,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { RunReplay } from '../../../components/replay';
import { useText } from '../../../translation';
import { ReplayView } from './ReplayView';

/** How was the sweep at any moment? */
export function ReplayTab({ run }: { run: RunDetail }) {
  const t = useText();
  return (
    <RunReplay runId={run.id} what={t('sweep.replay.what')} foldOf={sweepFold}>
      {(moment, event) => <ReplayView moment={moment} event={event} />}
    </RunReplay>
  );
}

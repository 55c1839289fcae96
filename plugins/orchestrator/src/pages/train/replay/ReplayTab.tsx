import {
  gateStream,
  trainFold,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { useMemo } from 'react';
import { RunReplay, type StartMoment } from '../../../components/replay';
import { isEventOf } from '../../../components/timeline';
import { useUrlFilters } from '../../../data';
import { useText } from '../../../translation';
import { useTrainPage } from '../TrainContext';
import { ReplayView } from './ReplayView';

/** How was the train at any moment? */
export function ReplayTab() {
  const t = useText();
  const { detail } = useTrainPage();
  const startAt = useDecisionOfAddress(detail.id);
  return (
    <RunReplay
      runId={detail.id}
      what={t('train.replay.what')}
      timezone={detail.timezone}
      startAt={startAt}
      foldOf={trainFold}
    >
      {(moment, { occurredAt }) => (
        <ReplayView moment={moment} at={occurredAt} />
      )}
    </RunReplay>
  );
}

/** The decision of a gate that the address asks for: `gate` is its id, `at` when it was decided. */
function useDecisionOfAddress(trainId: string): StartMoment | undefined {
  const { one } = useUrlFilters();
  const [gate, at] = [one('gate'), one('at')];
  return useMemo(
    () =>
      gate === undefined || at === undefined
        ? undefined
        : {
            names: ['gate', 'at'],
            is: event =>
              isEventOf(event, 'gate.decided') &&
              event.stream === gateStream(trainId, gate) &&
              event.data.at === at,
          },
    [at, gate, trainId],
  );
}

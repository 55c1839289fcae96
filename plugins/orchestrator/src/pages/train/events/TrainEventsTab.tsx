import { Timeline } from '../../../components/timeline';
import { useTrainPage } from '../TrainContext';

/** Everything that happened to the train, its products and its gates. */
export function TrainEventsTab() {
  return <Timeline runId={useTrainPage().detail.id} of="train" />;
}

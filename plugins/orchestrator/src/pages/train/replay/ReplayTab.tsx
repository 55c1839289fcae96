import { EmptyState } from '@backstage/core-components';
import { QueryView } from '../../../components/QueryView';
import { useTrainHistory } from '../../../data';
import { useText } from '../../../translation';
import { useTrainPage } from '../TrainContext';
import { Replay } from './Replay';

/** How was it at any moment? The events of the train, folded here by the same code that folds them in the backend. */
export function ReplayTab() {
  const t = useText();
  const { detail } = useTrainPage();
  const history = useTrainHistory(detail.id);
  return (
    <QueryView query={history} lines={6}>
      {events =>
        events.length === 0 ? (
          <EmptyState missing="content" title={t('train.replay.empty')} />
        ) : (
          <Replay events={events} />
        )
      }
    </QueryView>
  );
}

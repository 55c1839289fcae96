import { useParams } from 'react-router-dom';
import { QueryView } from '../../components/QueryView';
import { useTrain } from '../../data';
import { TRAIN_TABS } from '../../routes';
import { RunbookPage } from './runbook';
import { TrainProvider } from './TrainContext';
import { TrainHeader } from './TrainHeader';
import { TrainTabs } from './TrainTabs';

/** Can we go? One train with its tabs, each with its own address, and the runbook of a product in a wave. */
export function TrainPage() {
  const { trainId = '', '*': rest = '' } = useParams();
  const query = useTrain(trainId);
  const [first = '', wave, product] = rest
    .split('/')
    .filter(part => part !== '')
    .map(decodeURIComponent);
  const tab = first === '' ? 'board' : TRAIN_TABS.find(name => name === first);
  return (
    <QueryView query={query} lines={8}>
      {detail => (
        <TrainProvider detail={detail} query={query}>
          {first === 'runbook' && wave && product ? (
            <RunbookPage wave={wave} product={product} />
          ) : (
            <>
              <TrainHeader query={query} />
              <TrainTabs tab={tab} />
            </>
          )}
        </TrainProvider>
      )}
    </QueryView>
  );
}

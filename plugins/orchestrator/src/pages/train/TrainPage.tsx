import { EmptyState } from '@backstage/core-components';
import { useParams } from 'react-router-dom';
import { QueryView } from '../../components/QueryView';
import { useTrain } from '../../data';
import { TRAIN_TABS, type TrainTab } from '../../routes';
import { useText } from '../../translation';
import { BoardTab } from './board';
import { CommunicationsTab } from './communications';
import { TrainEventsTab } from './events';
import { IncidentsTab } from './incidents';
import { TrainManifestTab } from './manifest';
import { PlanTab } from './plan';
import { ReplayTab } from './replay';
import { TrainReportTab } from './report';
import { RunbookPage } from './runbook';
import { TrainProvider } from './TrainContext';
import { TrainHeader } from './TrainHeader';
import { TrainTabs } from './TrainTabs';
import { WavesTab } from './waves';

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
              <TrainTabs detail={detail} tab={tab}>
                <TabContent tab={tab} />
              </TrainTabs>
            </>
          )}
        </TrainProvider>
      )}
    </QueryView>
  );
}

function TabContent({ tab }: { tab?: TrainTab }) {
  const t = useText();
  switch (tab) {
    case 'board':
      return <BoardTab />;
    case 'timeline':
      return <PlanTab />;
    case 'waves':
      return <WavesTab />;
    case 'incidents':
      return <IncidentsTab />;
    case 'communications':
      return <CommunicationsTab />;
    case 'report':
      return <TrainReportTab />;
    case 'events':
      return <TrainEventsTab />;
    case 'manifest':
      return <TrainManifestTab />;
    case 'replay':
      return <ReplayTab />;
    default:
      return (
        <EmptyState
          missing="content"
          title={t('common.notFound')}
          description={t('common.notFoundHint')}
        />
      );
  }
}

import type { ReactNode } from 'react';
import { RunTabs } from '../../components/RunTabs';
import type { TrainDetail } from '../../data';
import { TRAIN_TABS, useOrchestratorPaths, type TrainTab } from '../../routes';
import { useText, type Text } from '../../translation';
import { BoardTab } from './board';
import { CommunicationsTab } from './communications';
import { TrainEventsTab } from './events';
import { IncidentsTab } from './incidents';
import { TrainManifestTab } from './manifest';
import { PlanTab } from './plan';
import { ReplayTab } from './replay';
import { TrainReportTab } from './report';
import { useTrainPage } from './TrainContext';
import { WavesTab } from './waves';

/** What each tab of a train shows. */
const CONTENT: Record<TrainTab, () => ReactNode> = {
  board: () => <BoardTab />,
  timeline: () => <PlanTab />,
  waves: () => <WavesTab />,
  incidents: () => <IncidentsTab />,
  communications: () => <CommunicationsTab />,
  report: () => <TrainReportTab />,
  events: () => <TrainEventsTab />,
  manifest: () => <TrainManifestTab />,
  replay: () => <ReplayTab />,
};

/** The tabs of the page's train and what the chosen one shows. */
export function TrainTabs({ tab }: { tab?: TrainTab }) {
  const t = useText();
  const paths = useOrchestratorPaths();
  const { detail } = useTrainPage();
  return (
    <RunTabs
      label={t('train.tabs')}
      tabs={TRAIN_TABS}
      tab={tab}
      labelOf={name => labelOf(t, name, detail)}
      pathOf={name => paths.train(detail.id, name)}
    >
      {name => CONTENT[name]()}
    </RunTabs>
  );
}

function labelOf(t: Text, name: TrainTab, detail: TrainDetail): string {
  const undecided = detail.gates.filter(({ status }) => status === 'open');
  if (name === 'board' && undecided.length > 0) {
    return t('train.tab.boardCount', { count: undecided.length });
  }
  return name === 'incidents' && detail.openIncidents > 0
    ? t('train.tab.incidentsCount', { count: detail.openIncidents })
    : t(`train.tab.${name}`);
}

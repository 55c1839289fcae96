import { Content, EmptyState, Header, Page } from '@backstage/core-components';
import { Route, Routes } from 'react-router-dom';
import { PageRoot } from '../components/PageRoot';
import { useText } from '../translation';
import { CalendarPage } from './calendar';
import { ChangePage } from './change';
import { EditFlagPage, FlagPage, FlagsPage, NewFlagPage } from './flags';
import { InboxPage } from './inbox';
import { NewSweepPage } from './newSweep';
import { NewTrainPage } from './newTrain';
import { OperatorPage } from './operator';
import { OverviewPage } from './overview';
import { PageNavigation } from './PageNavigation';
import { SweepPage } from './sweep';
import { SweepsPage } from './sweeps';
import { TrainPage } from './train';
import { TrainsPage } from './trains';

/** All pages below `/orchestrator`, without the portal's header. */
export function OrchestratorPages() {
  const t = useText();
  return (
    <Content>
      <PageRoot>
        <PageNavigation />
        <Routes>
          <Route index element={<OverviewPage />} />
          <Route path="sweeps" element={<SweepsPage />} />
          <Route path="sweeps/new" element={<NewSweepPage />} />
          <Route path="sweeps/:runId/*" element={<SweepPage />} />
          <Route path="trains" element={<TrainsPage />} />
          <Route path="new-train" element={<NewTrainPage />} />
          <Route path="trains/:trainId/*" element={<TrainPage />} />
          <Route path="calendar" element={<CalendarPage />} />
          <Route path="changes/:changeId" element={<ChangePage />} />
          <Route path="flags" element={<FlagsPage />} />
          <Route path="new-flag" element={<NewFlagPage />} />
          <Route path="flags/:flagKey" element={<FlagPage />} />
          <Route path="flags/:flagKey/edit" element={<EditFlagPage />} />
          <Route path="inbox" element={<InboxPage />} />
          <Route path="operator" element={<OperatorPage />} />
          <Route
            path="*"
            element={
              <EmptyState
                missing="content"
                title={t('common.notFound')}
                description={t('common.notFoundHint')}
              />
            }
          />
        </Routes>
      </PageRoot>
    </Content>
  );
}

/** The page for the classic frontend system, which leaves the header to the plugin. */
export function LegacyOrchestratorPage() {
  const t = useText();
  return (
    <Page themeId="tool">
      <Header title={t('common.title')} />
      <OrchestratorPages />
    </Page>
  );
}

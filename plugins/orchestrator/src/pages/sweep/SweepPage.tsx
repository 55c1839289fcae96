import { EmptyState } from '@backstage/core-components';
import Tab from '@material-ui/core/Tab';
import Tabs from '@material-ui/core/Tabs';
import type { RunDetail } from '@backstage-orchestrator/plugin-orchestrator-common';
import { Link as RouterLink, useParams } from 'react-router-dom';
import { QueryView } from '../../components/QueryView';
import { useTabStyles } from '../../components/useTabStyles';
import { useRun, type Query } from '../../data';
import { SWEEP_TABS, useOrchestratorPaths, type SweepTab } from '../../routes';
import { useText } from '../../translation';
import { DiffsTab } from './diffs';
import { GatesTab } from './gates';
import { ManifestTab } from './manifest';
import { ReplayTab } from './replay';
import { ReportTab } from './report';
import { SweepHeader } from './SweepHeader';
import { TargetsTab } from './targets';
import { TimelineTab } from './timeline';

/** How far is it, is it safe to go on? One sweep with its tabs; each tab and each target has its own address. */
export function SweepPage() {
  const { runId = '', '*': rest = '' } = useParams();
  const query = useRun(runId);
  return (
    <QueryView query={query}>
      {run => <Sweep run={run} query={query} rest={rest} />}
    </QueryView>
  );
}

function Sweep(props: {
  run: RunDetail;
  query: Query<RunDetail>;
  rest: string;
}) {
  const { run, query, rest } = props;
  const t = useText();
  const paths = useOrchestratorPaths();
  const tabs = useTabStyles();
  // One element for the list and for a target in its panel, so that opening a target keeps the list where it is.
  const [first = '', targetId] = rest.split('/').filter(part => part !== '');
  const tab =
    first === '' ? 'targets' : SWEEP_TABS.find(known => known === first);
  const approvals = run.approvals.filter(
    approval => approval.state === 'open',
  ).length;
  return (
    <>
      <SweepHeader run={run} query={query} />
      <Tabs
        value={tab ?? false}
        variant="scrollable"
        scrollButtons="auto"
        indicatorColor="primary"
        aria-label={t('sweep.tabs')}
      >
        {SWEEP_TABS.map(name => (
          <Tab
            key={name}
            className={tabs.tab}
            value={name}
            id={`orchestrator-tab-${name}`}
            aria-controls={name === tab ? 'orchestrator-tab-panel' : undefined}
            label={
              name === 'gates' && approvals > 0
                ? t('sweep.tab.gatesCount', { count: approvals })
                : t(`sweep.tab.${name}`)
            }
            component={RouterLink}
            to={paths.sweep(run.id, name)}
          />
        ))}
      </Tabs>
      <div
        role="tabpanel"
        id="orchestrator-tab-panel"
        aria-labelledby={tab && `orchestrator-tab-${tab}`}
        style={{ paddingTop: 16 }}
      >
        <TabContent
          tab={tab}
          run={run}
          targetId={targetId && decodeURIComponent(targetId)}
          refresh={query.refresh}
        />
      </div>
    </>
  );
}

function TabContent(props: {
  tab?: SweepTab;
  run: RunDetail;
  targetId?: string;
  refresh: () => void;
}) {
  const { tab, run, targetId, refresh } = props;
  const t = useText();
  switch (tab) {
    case 'targets':
      return <TargetsTab run={run} targetId={targetId} refreshRun={refresh} />;
    case 'diffs':
      return <DiffsTab run={run} />;
    case 'gates':
      return <GatesTab run={run} refreshRun={refresh} />;
    case 'timeline':
      return <TimelineTab run={run} />;
    case 'report':
      return <ReportTab run={run} />;
    case 'manifest':
      return <ManifestTab run={run} />;
    case 'replay':
      return <ReplayTab run={run} />;
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

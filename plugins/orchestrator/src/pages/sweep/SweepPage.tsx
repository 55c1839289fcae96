import type { RunDetail } from '@backstage-orchestrator/plugin-orchestrator-common';
import { useParams } from 'react-router-dom';
import { QueryView } from '../../components/QueryView';
import { RunTabs } from '../../components/RunTabs';
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
      <RunTabs
        label={t('sweep.tabs')}
        tabs={SWEEP_TABS}
        tab={tab}
        labelOf={name =>
          name === 'gates' && approvals > 0
            ? t('sweep.tab.gatesCount', { count: approvals })
            : t(`sweep.tab.${name}`)
        }
        pathOf={name => paths.sweep(run.id, name)}
      >
        {name => (
          <TabContent
            tab={name}
            run={run}
            targetId={targetId && decodeURIComponent(targetId)}
            refresh={query.refresh}
          />
        )}
      </RunTabs>
    </>
  );
}

function TabContent(props: {
  tab: SweepTab;
  run: RunDetail;
  targetId?: string;
  refresh: () => void;
}) {
  const { tab, run, targetId, refresh } = props;
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
    case 'replay':
      return <ReplayTab run={run} />;
    default:
      return <ManifestTab run={run} />;
  }
}

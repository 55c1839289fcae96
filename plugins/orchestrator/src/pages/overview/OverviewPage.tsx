import { makeStyles } from '@material-ui/core/styles';
import type { TrainPhase } from '@backstage-orchestrator/plugin-orchestrator-common';
import { LiveIndicator } from '../../components/LiveIndicator';
import { NewSweepButton } from '../../components/NewSweepButton';
import { PageHeading } from '../../components/PageHeading';
import { FailedToLoad } from '../../components/QueryView';
import { RUNS_IN_PROGRESS } from '../../components/states';
import { useInbox, useRuns, useTrains } from '../../data';
import { useText } from '../../translation';
import { FinishedRuns } from './FinishedRuns';
import { NextDepartures } from './NextDepartures';
import { RunsInProgress } from './RunsInProgress';
import { WaysToStart } from './WaysToStart';
import { WaitingForMe } from './WaitingForMe';

/** Items of the inbox that are shown before the link to all of them. */
const INBOX_ITEMS = 5;
/** Runs in progress that are shown before the link to all of them. */
const RUNS_SHOWN = 10;
const RUNS_FINISHED = 5;
const TRAINS_SHOWN = 5;
const TRAINS_UNDER_WAY: TrainPhase[] = [
  'planned',
  'preparing',
  'rehearsing',
  'gated',
  'departing',
  'closing',
];

const useStyles = makeStyles(
  theme => ({ section: { marginBottom: theme.spacing(4) } }),
  { name: 'OrchestratorOverview' },
);

/** What is going on, what needs me? */
export function OverviewPage() {
  const t = useText();
  const classes = useStyles();
  const inbox = useInbox(INBOX_ITEMS);
  const running = useRuns({ status: RUNS_IN_PROGRESS }, RUNS_SHOWN);
  const finished = useRuns(
    { status: ['finished', 'cancelled'] },
    RUNS_FINISHED,
  );
  const trains = useTrains({ phase: TRAINS_UNDER_WAY }, TRAINS_SHOWN);
  const known = [inbox, running, trains, finished].every(
    list => !list.loading && !list.error,
  );
  const empty =
    known &&
    inbox.items.length +
      running.items.length +
      trains.items.length +
      finished.items.length ===
      0;
  if (empty) {
    return <WaysToStart />;
  }
  const parts = [
    {
      name: 'inbox',
      list: inbox,
      content: <WaitingForMe inbox={inbox} shown={INBOX_ITEMS} />,
    },
    {
      name: 'running',
      list: running,
      content: <RunsInProgress runs={running} />,
    },
    {
      name: 'departures',
      list: trains,
      content: <NextDepartures trains={trains} />,
    },
    {
      name: 'finished',
      list: finished,
      content: <FinishedRuns runs={finished} />,
    },
  ];
  return (
    <>
      <PageHeading
        title={t('overview.title')}
        aside={<LiveIndicator query={running} />}
        actions={<NewSweepButton />}
      />
      {parts.map(({ name, list, content }) => (
        <div key={name} className={classes.section}>
          {list.error && list.items.length === 0 ? (
            <FailedToLoad error={list.error} retry={list.refresh} />
          ) : (
            content
          )}
        </div>
      ))}
    </>
  );
}

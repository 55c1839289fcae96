import { makeStyles } from '@material-ui/core/styles';
import { ENDED_PHASES } from '@backstage-orchestrator/plugin-orchestrator-common';
import { LiveIndicator } from '../../components/LiveIndicator';
import { NewSweepButton } from '../../components/NewSweepButton';
import { PageHeading } from '../../components/PageHeading';
import { FailedToLoad } from '../../components/QueryView';
import {
  RUNS_IN_PROGRESS,
  TRAINS_AHEAD,
  TRAINS_TRAVELLING,
} from '../../components/states';
import { useInbox, useRuns, useTrains } from '../../data';
import { useText } from '../../translation';
import { NewTrainButton } from '../trains/NewTrainButton';
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
  const trains = {
    ahead: useTrains({ phase: TRAINS_AHEAD }, TRAINS_SHOWN),
    travelling: useTrains({ phase: TRAINS_TRAVELLING }, TRAINS_SHOWN),
    ended: useTrains({ phase: [...ENDED_PHASES] }, RUNS_FINISHED),
  };
  const lists = [inbox, running, finished, ...Object.values(trains)];
  const empty = lists.every(
    ({ loading, error, items }) => !loading && !error && items.length === 0,
  );
  if (empty) {
    return <WaysToStart />;
  }
  const parts = [
    {
      name: 'inbox',
      lists: [inbox],
      content: <WaitingForMe inbox={inbox} shown={INBOX_ITEMS} />,
    },
    {
      name: 'running',
      lists: [running, trains.travelling],
      content: <RunsInProgress runs={running} trains={trains.travelling} />,
    },
    {
      name: 'departures',
      lists: [trains.ahead],
      content: <NextDepartures trains={trains.ahead} />,
    },
    {
      name: 'finished',
      lists: [finished, trains.ended],
      content: <FinishedRuns runs={finished} trains={trains.ended} />,
    },
  ];
  return (
    <>
      <PageHeading
        title={t('overview.title')}
        aside={<LiveIndicator query={running} />}
        actions={
          <>
            <NewTrainButton variant="outlined" />
            <NewSweepButton />
          </>
        }
      />
      {parts.map(({ name, lists: own, content }) => {
        const failed = own.filter(
          ({ error, items }) => error && items.length === 0,
        );
        return (
          <div key={name} className={classes.section}>
            {failed.map(
              ({ error, refresh }, index) =>
                error && (
                  <FailedToLoad key={index} error={error} retry={refresh} />
                ),
            )}
            {failed.length < own.length && content}
          </div>
        );
      })}
    </>
  );
}

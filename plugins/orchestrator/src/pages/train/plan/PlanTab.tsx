import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import { useMemo } from 'react';
import { SubscribeButton } from '../../../components/calendarFeeds';
import { FailedToLoad } from '../../../components/QueryView';
import { useTrainEvents } from '../../../data';
import { useText } from '../../../translation';
import { TrainForecastSection } from '../forecast';
import { useTrainPage } from '../TrainContext';
import { Contracts } from './Contracts';
import { Dependencies } from './Dependencies';
import { LookAgain } from './LookAgain';
import { PlanProblems } from './PlanProblems';
import { ReadinessTable } from './ReadinessTable';
import { RecurringWindows } from './RecurringWindows';
import { Rehearsals } from './Rehearsals';
import { RisksAndChecks } from './RisksAndChecks';
import { timelineEntries, TURN_TYPES } from './timelineEntries';
import { TimelineList } from './TimelineList';

const useStyles = makeStyles(
  theme => ({ section: { marginBottom: theme.spacing(4) } }),
  { name: 'OrchestratorPlanTab' },
);

/** What happens when: the plan from its first date to the close, who is ready, and in which order. */
export function PlanTab() {
  const t = useText();
  const classes = useStyles();
  const { detail } = useTrainPage();
  const turns = useTrainEvents(detail.id, TURN_TYPES);
  const entries = useMemo(
    () => timelineEntries(detail, turns.value),
    [detail, turns.value],
  );
  const sections = [
    { name: 'forecast', content: <TrainForecastSection /> },
    {
      name: 'timeline',
      content: (
        <>
          {turns.value === undefined && turns.error && (
            <FailedToLoad error={turns.error} retry={turns.refresh} />
          )}
          <TimelineList
            entries={entries}
            now={detail.now}
            timezone={detail.timezone}
          />
          <RecurringWindows />
          <SubscribeButton trainId={detail.id} />
        </>
      ),
    },
    { name: 'readiness', content: <ReadinessTable /> },
    { name: 'rehearsals', content: <Rehearsals /> },
    { name: 'checks', content: <RisksAndChecks /> },
    { name: 'order', content: <Dependencies /> },
    { name: 'contracts', content: <Contracts /> },
  ] as const;
  return (
    <>
      <PlanProblems
        problems={detail.train.plan.problems}
        conflicts={detail.conflicts}
      />
      <LookAgain />
      {sections.map(({ name, content }) => (
        <section
          key={name}
          className={classes.section}
          aria-labelledby={`orchestrator-plan-${name}`}
        >
          <Typography
            variant="h5"
            component="h3"
            gutterBottom
            id={`orchestrator-plan-${name}`}
          >
            {t(`train.plan.${name}`)}
          </Typography>
          {content}
        </section>
      ))}
    </>
  );
}

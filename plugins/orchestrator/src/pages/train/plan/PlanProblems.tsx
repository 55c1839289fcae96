import Alert from '@material-ui/lab/Alert';
import type {
  PlanProblem,
  TrainConflict,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { ReasonText } from '../../../components/ReasonText';
import { useText } from '../../../translation';

/** What is wrong with a plan: what blocks first; trains that are in the way only warn. */
export function PlanProblems(props: {
  problems: PlanProblem[];
  conflicts: Pick<TrainConflict, 'message'>[];
}) {
  const t = useText();
  const problems = [
    ...props.problems,
    ...props.conflicts.map(
      ({ message }): PlanProblem => ({
        severity: 'warns',
        code: 'conflict',
        message,
      }),
    ),
  ];
  return (
    <>
      {(['blocks', 'warns'] as const).map(severity => {
        const found = problems.filter(problem => problem.severity === severity);
        return found.length === 0 ? null : (
          <Alert
            key={severity}
            severity={severity === 'blocks' ? 'error' : 'warning'}
            style={{ marginBottom: 16, overflowWrap: 'anywhere' }}
          >
            <strong>
              {t('train.plan.problems')}: {t(`train.plan.severity.${severity}`)}
            </strong>
            <ul style={{ margin: 0, paddingLeft: 20 }}>
              {found.map(({ code, message }) => (
                <li key={`${code} ${message}`}>
                  <ReasonText text={message} /> ({t(`train.plan.code.${code}`)})
                </li>
              ))}
            </ul>
          </Alert>
        );
      })}
    </>
  );
}

import Alert from '@material-ui/lab/Alert';
import type { PlanProblem } from '@backstage-orchestrator/plugin-orchestrator-common';
import { ReasonText } from '../../../components/ReasonText';
import { useText } from '../../../translation';

/** What is wrong with a plan: what blocks first. */
export function PlanProblems({ problems }: { problems: PlanProblem[] }) {
  const t = useText();
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

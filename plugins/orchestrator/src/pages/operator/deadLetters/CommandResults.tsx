import { Link } from '@backstage/core-components';
import Typography from '@material-ui/core/Typography';
import Alert from '@material-ui/lab/Alert';
import type { DeadLetterResult } from '@backstage-orchestrator/plugin-orchestrator-common';
import { useOrchestratorPaths } from '../../../routes';
import { useText } from '../../../translation';

/** What came of the last command: how many sweeps did it, and why others did not. */
export function CommandResults({ results }: { results: DeadLetterResult[] }) {
  const t = useText();
  const paths = useOrchestratorPaths();
  const done = results.filter(({ outcome }) => outcome === 'done');
  const refused = results.filter(({ outcome }) => outcome === 'refused');
  if (results.length === 0) {
    return null;
  }
  return (
    <Alert severity={refused.length > 0 ? 'warning' : 'success'} role="status">
      {done.length > 0 && (
        <Typography variant="body2">
          {t('operator.letters.done', { count: done.length })}
        </Typography>
      )}
      {refused.length > 0 && (
        <>
          <Typography variant="body2">
            {t('operator.letters.refused', { count: refused.length })}
          </Typography>
          <ul>
            {refused.map(({ runId, reason, refused: targets }) => (
              <li key={runId}>
                <Link to={paths.sweep(runId)}>{runId}</Link>
                {reason && `: ${reason}`}
                <ul>
                  {targets.map(target => (
                    <li key={target.targetId}>{target.reason}</li>
                  ))}
                </ul>
              </li>
            ))}
          </ul>
        </>
      )}
    </Alert>
  );
}

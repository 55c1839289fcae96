import { Link } from '@backstage/core-components';
import Typography from '@material-ui/core/Typography';
import Alert from '@material-ui/lab/Alert';
import { ReasonText } from '../../../components/ReasonText';

/** What came of the last command in one place that it went to. */
export interface CommandResult {
  key: string;
  title: string;
  /** Its page. */
  to: string;
  isDone: boolean;
  /** Why it was refused as a whole. */
  reason?: string;
  /** Why it was refused, of each part of it that stood in the way. */
  details?: { key: string; reason: string }[];
}

/** What came of the last command: where it was done, and why it was not elsewhere. */
export function CommandResults(props: {
  results: CommandResult[];
  /** Sentences above those that did it, and those that did not. */
  doneTitle: (count: number) => string;
  refusedTitle: (count: number) => string;
}) {
  const { results, doneTitle, refusedTitle } = props;
  const done = results.filter(({ isDone }) => isDone);
  const refused = results.filter(({ isDone }) => !isDone);
  if (results.length === 0) {
    return null;
  }
  return (
    <Alert severity={refused.length > 0 ? 'warning' : 'success'} role="status">
      {done.length > 0 && (
        <List title={doneTitle(done.length)} results={done} />
      )}
      {refused.length > 0 && (
        <List title={refusedTitle(refused.length)} results={refused} />
      )}
    </Alert>
  );
}

function List({ title, results }: { title: string; results: CommandResult[] }) {
  return (
    <>
      <Typography variant="body2">{title}</Typography>
      <ul>
        {results.map(({ key, title: name, to, reason, details = [] }) => (
          <li key={key}>
            <Link to={to} underline="always">
              {name}
            </Link>
            {reason && (
              <>
                : <ReasonText text={reason} />
              </>
            )}
            {details.length > 0 && (
              <ul>
                {details.map(detail => (
                  <li key={detail.key}>
                    <ReasonText text={detail.reason} />
                  </li>
                ))}
              </ul>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

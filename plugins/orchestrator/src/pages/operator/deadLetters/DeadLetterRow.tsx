import { Link } from '@backstage/core-components';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type { DeadLetter } from '@backstage-orchestrator/plugin-orchestrator-common';
import { Disclosure } from '../../../components/Disclosure';
import { EntityName } from '../../../components/EntityName';
import { ReasonText } from '../../../components/ReasonText';
import { RelativeTime } from '../../../components/RelativeTime';
import { RunChip } from '../../../components/states';
import { useOrchestratorPaths } from '../../../routes';
import { useText } from '../../../translation';
import { TargetAttempts } from '../../target/TargetAttempts';
import { LetterRow } from './LetterRow';

const useStyles = makeStyles(
  theme => ({
    head: {
      display: 'flex',
      flexWrap: 'wrap',
      alignItems: 'center',
      gap: theme.spacing(0.5, 1),
    },
  }),
  { name: 'OrchestratorDeadLetterRow' },
);

/** A target that failed for good: what and why, and its history one click away. */
export function DeadLetterRow(props: {
  letter: DeadLetter;
  chosen: boolean;
  onToggle: (letter: DeadLetter) => void;
}) {
  const { letter, chosen, onToggle } = props;
  const { target, attempts, runTitle, runStatus } = letter;
  const t = useText();
  const classes = useStyles();
  const paths = useOrchestratorPaths();
  return (
    <LetterRow
      title={target.title}
      chosen={chosen}
      onToggle={() => onToggle(letter)}
    >
      <div className={classes.head}>
        <Link to={paths.target(target.runId, target.id)}>{target.title}</Link>
        <Typography variant="body2" component="span">
          {t('operator.letters.in')}{' '}
          <Link to={paths.sweep(target.runId)} underline="always">
            {runTitle}
          </Link>
        </Typography>
        <RunChip status={runStatus} />
        <Typography variant="body2" component="span">
          <EntityName entityRef={target.owner} /> ·{' '}
          <RelativeTime at={target.updatedAt} />
        </Typography>
      </div>
      {target.failure && (
        <Typography variant="body2">
          <ReasonText text={target.failure.message} />{' '}
          <Link
            to={paths.operator({ code: target.failure.code })}
            underline="always"
          >
            {target.failure.code}
          </Link>
        </Typography>
      )}
      <Disclosure
        label={t('operator.letters.history', { count: attempts.length })}
      >
        <TargetAttempts target={{ runId: target.runId, attempts }} />
      </Disclosure>
    </LetterRow>
  );
}

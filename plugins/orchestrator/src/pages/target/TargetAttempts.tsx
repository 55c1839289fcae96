import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type { TargetDetail } from '@backstage-orchestrator/plugin-orchestrator-common';
import { ArtifactText } from '../../components/ArtifactText';
import { Disclosure } from '../../components/Disclosure';
import { durationText } from '../../components/durationText';
import { ReasonText } from '../../components/ReasonText';
import { RelativeTime } from '../../components/RelativeTime';
import { useText } from '../../translation';

const useStyles = makeStyles(
  theme => ({
    list: { listStyle: 'none', margin: 0, padding: 0 },
    item: {
      borderBottom: `1px solid ${theme.palette.divider}`,
      padding: theme.spacing(1, 0),
    },
  }),
  { name: 'OrchestratorTargetAttempts' },
);

/** Every try of a target, newest first, with its log. */
export function TargetAttempts({
  target,
}: {
  target: Pick<TargetDetail, 'runId' | 'attempts'>;
}) {
  const t = useText();
  const classes = useStyles();
  if (target.attempts.length === 0) {
    return <Typography>{t('target.noAttempts')}</Typography>;
  }
  return (
    <ol className={classes.list} reversed>
      {[...target.attempts].reverse().map(attempt => (
        <li
          key={`${attempt.stage} ${attempt.attempt} ${attempt.startedAt}`}
          className={classes.item}
        >
          <Typography variant="subtitle1" component="h4">
            {t(`state.stage.${attempt.stage}`)},{' '}
            {t('target.attempt', { number: String(attempt.attempt) })}:{' '}
            {attempt.outcome}
          </Typography>
          <Typography variant="body2">
            <RelativeTime at={attempt.startedAt} /> ·{' '}
            {durationText(
              t,
              Date.parse(attempt.finishedAt) - Date.parse(attempt.startedAt),
            )}
            {attempt.worker && ` · ${attempt.worker}`}
          </Typography>
          {attempt.failure && (
            <Typography variant="body2">
              <ReasonText text={attempt.failure.message} /> (
              {attempt.failure.code})
            </Typography>
          )}
          {attempt.log && (
            <Disclosure label={t('target.log')}>
              <ArtifactText
                runId={target.runId}
                digest={attempt.log}
                label={t('target.log')}
              />
            </Disclosure>
          )}
        </li>
      ))}
    </ol>
  );
}

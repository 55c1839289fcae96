import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import { EntityName } from '../../../components/EntityName';
import { RelativeTime } from '../../../components/RelativeTime';
import { StepChip } from '../../../components/states';
import { quietColor } from '../../../components/states/tones';
import { useText } from '../../../translation';
import type { FollowedRunbook, RunbookItem } from './runbookOf';

const useStyles = makeStyles(
  theme => ({
    list: { margin: 0, paddingLeft: theme.spacing(3) },
    item: { padding: theme.spacing(0.5, 0) },
    quiet: { color: quietColor(theme) },
  }),
  { name: 'OrchestratorRunbookSteps' },
);

/** All steps of a runbook, with who did each and when. */
export function RunbookSteps({ followed }: { followed: FollowedRunbook }) {
  const t = useText();
  const classes = useStyles();
  const statusOf = (item: RunbookItem) => {
    if (item.done) {
      return 'done';
    }
    if (item.tick?.result === 'failed') {
      return 'failed';
    }
    return item === followed.current ? 'running' : 'pending';
  };
  return (
    <section aria-label={t('train.runbook.steps')}>
      <Typography variant="h6" component="h3">
        {t('train.runbook.steps')}
      </Typography>
      <ol className={classes.list}>
        {followed.items.map(item => (
          <li
            key={item.id}
            className={classes.item}
            aria-current={item === followed.current ? 'step' : undefined}
          >
            {item.title} <StepChip status={statusOf(item)} />
            {item.tick && (
              <div className={classes.quiet}>
                {t(`train.runbook.tick.${item.tick.result}`)},{' '}
                <EntityName entityRef={item.tick.by} />,{' '}
                <RelativeTime at={item.tick.at} />
                {item.tick.note && `: ${item.tick.note}`}
              </div>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

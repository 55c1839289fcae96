import Paper from '@material-ui/core/Paper';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import Alert from '@material-ui/lab/Alert';
import { CommandButton, type FormField } from '../../../components/dialogs';
import { UntrustedMarkdown } from '../../../components/UntrustedMarkdown';
import { useText } from '../../../translation';
import { useTrainPage, useWhyEnded } from '../TrainContext';
import { RunbookTimer } from './RunbookTimer';
import type { FollowedRunbook, RunbookItem } from './runbookOf';

const useStyles = makeStyles(
  theme => ({
    root: { padding: theme.spacing(2), margin: theme.spacing(1, 0, 2) },
    title: { fontSize: theme.typography.h5.fontSize },
    buttons: {
      display: 'grid',
      gap: theme.spacing(1),
      marginTop: theme.spacing(2),
      // Wide enough for a thumb.
      '& .MuiButton-root': { minHeight: 48 },
    },
    two: {
      display: 'grid',
      gridTemplateColumns: '1fr 1fr',
      gap: theme.spacing(1),
    },
  }),
  { name: 'OrchestratorCurrentItem' },
);

type Result = 'done' | 'failed' | 'helpNeeded';

/** The one step to do now: what it is, how long it takes, and the three answers. */
export function CurrentItem(props: {
  wave: string;
  product: string;
  followed: FollowedRunbook;
  item: RunbookItem;
}) {
  const { wave, product, followed, item } = props;
  const t = useText();
  const classes = useStyles();
  const { send } = useTrainPage();
  const whyNot = useWhyEnded();
  const { step, items, since } = followed;
  const report = (result: Result, note: string) =>
    step.runbook || result === 'helpNeeded'
      ? send.product(product, {
          type: 'tickRunbook',
          wave,
          step: step.id,
          runbookStep: item.id,
          result,
          ...(note && { note }),
        })
      : send.product(product, {
          type: 'finishManualStep',
          wave,
          step: step.id,
          result,
          note,
        });
  const note = (required: boolean): FormField => ({
    name: 'note',
    label: t('train.runbook.note'),
    kind: 'long',
    required,
  });
  return (
    <Paper
      variant="outlined"
      component="section"
      className={classes.root}
      aria-label={item.title}
    >
      <Typography variant="body2" role="status">
        {t('train.runbook.progress', {
          number: String(items.indexOf(item) + 1),
          count: items.length,
        })}
      </Typography>
      <Typography variant="h3" className={classes.title} gutterBottom>
        {item.title}
      </Typography>
      {since && <RunbookTimer since={since} usual={item.timer} />}
      {item.tick?.result === 'helpNeeded' && (
        <Alert severity="warning">
          {t('train.runbook.helpNeeded')}: {item.tick.note}
          {item.tick.onCall.length > 0 &&
            ` (${t('train.runbook.onCall', {
              people: item.tick.onCall.join(', '),
            })})`}
        </Alert>
      )}
      {item.instructions && <UntrustedMarkdown content={item.instructions} />}
      <div className={classes.buttons}>
        <CommandButton
          variant="contained"
          color="primary"
          label={t('train.runbook.done')}
          whyNot={whyNot}
          done={t('train.runbook.doneSaid')}
          perform={() => report('done', '')}
        />
        <div className={classes.two}>
          <CommandButton
            variant="outlined"
            label={t('train.runbook.failed')}
            whyNot={whyNot}
            done={t('train.runbook.failedSaid')}
            ask={{
              title: t('train.runbook.failedTitle', { step: item.title }),
              consequences: [t('train.runbook.failedWhat')],
              fields: [note(true)],
            }}
            perform={values => report('failed', values.note)}
          />
          {step.runbook && (
            <CommandButton
              variant="outlined"
              label={t('train.runbook.help')}
              whyNot={whyNot}
              done={t('train.runbook.helpSaid')}
              ask={{
                title: t('train.runbook.helpTitle'),
                consequences: [t('train.runbook.helpWhat')],
                fields: [note(true)],
              }}
              perform={values => report('helpNeeded', values.note)}
            />
          )}
        </div>
      </div>
    </Paper>
  );
}

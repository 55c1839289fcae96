import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import { CommandButton } from '../../../components/dialogs';
import { useText } from '../../../translation';
import { useTrainPage, useWhyEnded } from '../TrainContext';

const useStyles = makeStyles(
  theme => ({
    root: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: theme.spacing(1, 2),
      alignItems: 'center',
      marginBottom: theme.spacing(3),
    },
  }),
  { name: 'OrchestratorLookAgain' },
);

/** Dependencies, owners and consumers are those of the day of the plan, until somebody looks again. */
export function LookAgain() {
  const t = useText();
  const classes = useStyles();
  const { detail, send } = useTrainPage();
  const whyNot = useWhyEnded();
  return detail.train.departedAt !== undefined ? null : (
    <div className={classes.root}>
      <Typography variant="body2">{t('train.plan.asSeen')}</Typography>
      <CommandButton
        size="small"
        variant="outlined"
        label={t('train.plan.lookAgain')}
        whyNot={whyNot}
        ask={{
          title: t('train.plan.lookAgainTitle'),
          consequences: [t('train.plan.lookAgainWhat')],
        }}
        done={t('train.plan.lookedAgain')}
        perform={() => send.train({ type: 'lookAgain' })}
      />
    </div>
  );
}

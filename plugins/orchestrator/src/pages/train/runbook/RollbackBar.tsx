import { makeStyles } from '@material-ui/core/styles';
import UndoIcon from '@material-ui/icons/Undo';
import { CommandButton } from '../../../components/dialogs';
import { useText } from '../../../translation';
import { useTrainActions } from '../useTrainActions';

const useStyles = makeStyles(
  theme => ({
    bar: {
      position: 'fixed',
      left: 0,
      right: 0,
      bottom: 0,
      zIndex: theme.zIndex.appBar,
      display: 'flex',
      justifyContent: 'center',
      alignItems: 'center',
      gap: theme.spacing(1),
      padding: theme.spacing(1),
      backgroundColor: theme.palette.background.paper,
      borderTop: `1px solid ${theme.palette.divider}`,
    },
    button: {
      minHeight: 48,
      minWidth: 'min(20rem, 80vw)',
      color:
        theme.palette.error[theme.palette.type === 'dark' ? 'light' : 'dark'],
      borderColor: 'currentColor',
    },
  }),
  { name: 'OrchestratorRollbackBar' },
);

/** The way back, always in sight: the product of the runbook is chosen beforehand. */
export function RollbackBar({ product }: { product: string }) {
  const t = useText();
  const classes = useStyles();
  const action = useTrainActions().find(({ name }) => name === 'rollback');
  return action ? (
    <div
      className={classes.bar}
      role="region"
      aria-label={t('train.runbook.rollback')}
    >
      <UndoIcon aria-hidden />
      <CommandButton
        variant="outlined"
        className={classes.button}
        label={action.label}
        whyNot={action.whyNot}
        done={action.done}
        ask={{
          ...action.ask,
          fields: action.ask.fields?.map(field =>
            field.name === 'products' ? { ...field, initial: product } : field,
          ),
        }}
        perform={action.perform}
      />
    </div>
  ) : null;
}

import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import { useState } from 'react';
import { FormDialog, type FormDialogProps } from '../../../components/dialogs';
import { ExplainedButton } from '../../../components/ExplainedButton';
import { useCommand } from '../../../data';
import { useText } from '../../../translation';

const useStyles = makeStyles(
  theme => ({
    root: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: theme.spacing(1),
      alignItems: 'center',
      padding: theme.spacing(1),
      border: `1px solid ${theme.palette.divider}`,
      borderRadius: theme.shape.borderRadius,
      backgroundColor: theme.palette.action.selected,
    },
  }),
  { name: 'OrchestratorDeadLetterCommands' },
);

/** What is asked before a command goes to all of the chosen ones. */
export type Question = Pick<
  FormDialogProps,
  'title' | 'consequences' | 'fields' | 'perform'
>;

/** Something that can be done to the chosen ones. */
export interface BarAction {
  name: string;
  label: string;
  /** Why it can be done to none of them. */
  whyNot?: string;
  /** Asks about those that are chosen now, so that what the dialog says is what it does. */
  ask: () => Question | Promise<Question>;
}

/** What can be done to the chosen dead letters; nothing is shown while none is chosen. */
export function CommandBar(props: {
  label: string;
  chosen: number;
  actions: BarAction[];
  onClear: () => void;
}) {
  const { label, chosen, actions, onClear } = props;
  const t = useText();
  const classes = useStyles();
  const asks = useCommand();
  const [asked, setAsked] = useState<Question & { action: string }>();
  const [asking, setAsking] = useState(false);
  const open = (action: BarAction) =>
    asks.perform(async () => {
      setAsked({ ...(await action.ask()), action: action.label });
      setAsking(true);
    });
  return (
    <>
      {chosen > 0 && (
        <div role="toolbar" aria-label={label} className={classes.root}>
          <Typography variant="body2">
            {t('operator.letters.selected', { count: chosen })}
          </Typography>
          {actions.map(action => (
            <ExplainedButton
              key={action.name}
              size="small"
              variant="outlined"
              aria-haspopup="dialog"
              whyNot={action.whyNot}
              onClick={() => open(action)}
            >
              {action.label}
            </ExplainedButton>
          ))}
          <Button size="small" onClick={onClear}>
            {t('operator.letters.clearSelection')}
          </Button>
        </div>
      )}
      {asked && (
        <FormDialog {...asked} open={asking} onClose={() => setAsking(false)} />
      )}
    </>
  );
}

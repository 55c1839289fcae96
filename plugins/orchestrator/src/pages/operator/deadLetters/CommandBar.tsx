import { useApi } from '@backstage/core-plugin-api';
import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type {
  DeadLetter,
  DeadLetterResult,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { useState } from 'react';
import { orchestratorApiRef } from '../../../api';
import { ReasonDialog } from '../../../components/dialogs';
import { useText } from '../../../translation';

const ACTIONS = ['retry', 'skip', 'rollback'] as const;

type Action = (typeof ACTIONS)[number];

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

/** What is asked: the targets as they were when the dialog opened, so that what it says is what it does. */
interface Question {
  action: Action;
  letters: DeadLetter[];
}

/** What can be done to the chosen dead letters; nothing is shown while none is chosen. */
export function CommandBar(props: {
  chosen: DeadLetter[];
  onDone: (results: DeadLetterResult[]) => void;
  onClear: () => void;
}) {
  const { chosen, onDone, onClear } = props;
  const t = useText();
  const classes = useStyles();
  const api = useApi(orchestratorApiRef);
  const [asked, setAsked] = useState<Question>();
  const [asking, setAsking] = useState(false);
  const label = (action: Action, count: number) =>
    t(`operator.letters.${action}`, { n: String(count) });
  const give = async ({ action, letters }: Question, reason: string) => {
    const { runs } = await api.commandDeadLetters({
      body: {
        action,
        reason,
        targets: letters.map(({ target }) => ({
          runId: target.runId,
          targetId: target.id,
        })),
      },
    });
    onDone(runs);
  };
  return (
    <>
      {chosen.length > 0 && (
        <div
          role="toolbar"
          aria-label={t('operator.letters.bar')}
          className={classes.root}
        >
          <Typography variant="body2">
            {t('operator.letters.selected', { count: chosen.length })}
          </Typography>
          {ACTIONS.map(action => (
            <Button
              key={action}
              size="small"
              variant="outlined"
              onClick={() => {
                setAsked({ action, letters: chosen });
                setAsking(true);
              }}
            >
              {label(action, chosen.length)}
            </Button>
          ))}
          <Button size="small" onClick={onClear}>
            {t('operator.letters.clearSelection')}
          </Button>
        </div>
      )}
      {asked && (
        <ReasonDialog
          open={asking}
          title={t(`operator.letters.${asked.action}Title`, {
            count: asked.letters.length,
          })}
          consequences={[
            t(`operator.letters.${asked.action}What`),
            t('operator.letters.runs', { count: runsOf(asked.letters) }),
          ]}
          action={label(asked.action, asked.letters.length)}
          reason="required"
          perform={reason => give(asked, reason)}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}

function runsOf(letters: DeadLetter[]): number {
  return new Set(letters.map(({ target }) => target.runId)).size;
}

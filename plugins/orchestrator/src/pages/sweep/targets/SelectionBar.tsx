import { useApi } from '@backstage/core-plugin-api';
import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type {
  RunDetail,
  TargetSummary,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { useState } from 'react';
import { orchestratorApiRef } from '../../../api';
import {
  ReasonDialog,
  type ReasonDialogProps,
} from '../../../components/dialogs';
import { ExplainedButton } from '../../../components/ExplainedButton';
import { useCommand } from '../../../data';
import { useText, type Text } from '../../../translation';
import { countByStatus, rollbackConsequences } from '../consequences';
import { eligible, inChunks, type TargetAction } from './targetActions';

const useStyles = makeStyles(
  theme => ({
    root: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: theme.spacing(1),
      alignItems: 'center',
      padding: theme.spacing(1),
      marginBottom: theme.spacing(1),
      border: `1px solid ${theme.palette.divider}`,
      borderRadius: theme.shape.borderRadius,
      backgroundColor: theme.palette.action.selected,
    },
  }),
  { name: 'OrchestratorSelectionBar' },
);

/** What can be done to the chosen targets; nothing is shown while none is chosen. */
export function SelectionBar(props: {
  run: RunDetail;
  chosen: ReadonlyMap<string, TargetSummary>;
  onChanged: () => void;
  onClear: () => void;
}) {
  const { run, chosen, onChanged, onClear } = props;
  const t = useText();
  const classes = useStyles();
  const api = useApi(orchestratorApiRef);
  const command = useCommand();
  const [asked, setAsked] = useState<Question>();
  const [asking, setAsking] = useState(false);
  const params = { runId: run.id };
  const of = (action: TargetAction) => eligible(action, chosen.values());
  const whyNot = (action: TargetAction): string | undefined => {
    if (of(action).length === 0) {
      return t('sweep.selection.none');
    }
    const state = action === 'rollback' ? run.actions.rollback : undefined;
    return state?.allowed === false
      ? state.reason ?? t('sweep.notNow')
      : undefined;
  };
  const label = (action: TargetAction, count: number) =>
    t(`sweep.selection.${action}`, { n: String(count) });
  const ask = (action: Question['action']) => {
    setAsked({ action, targets: of(action) });
    setAsking(true);
  };
  const retry = async () => {
    const ids = of('retry').map(({ id }) => id);
    if (
      await command.perform(
        () =>
          inChunks(ids, targets =>
            api.retryTargets({ params, body: { targets } }),
          ),
        t('sweep.selection.retried'),
      )
    ) {
      onChanged();
    }
  };
  const give = async ({ action, targets }: Question, reason: string) => {
    const calls = {
      skip: (ids: string[]) =>
        api.skipTargets({ params, body: { targets: ids, reason } }),
      accept: (ids: string[]) =>
        api.acceptDiffs({ params, body: { targets: ids } }),
      rollback: (ids: string[]) =>
        api.rollback({ params, body: { targets: ids, reason } }),
    };
    await inChunks(
      targets.map(({ id }) => id),
      calls[action],
    );
    onChanged();
  };

  return (
    <>
      {chosen.size > 0 && (
        <div
          role="toolbar"
          aria-label={t('sweep.selection.label')}
          className={classes.root}
        >
          <Typography variant="body2" role="status">
            {t('sweep.selection.count', { count: chosen.size })}
          </Typography>
          <ExplainedButton
            size="small"
            variant="outlined"
            whyNot={whyNot('retry')}
            onClick={retry}
          >
            {label('retry', of('retry').length)}
          </ExplainedButton>
          {(['skip', 'accept', 'rollback'] as const).map(action => (
            <ExplainedButton
              key={action}
              size="small"
              variant="outlined"
              whyNot={whyNot(action)}
              onClick={() => ask(action)}
            >
              {label(action, of(action).length)}
            </ExplainedButton>
          ))}
          <Button size="small" onClick={onClear}>
            {t('sweep.selection.clear')}
          </Button>
        </div>
      )}
      {asked && (
        <ReasonDialog
          open={asking}
          {...wordsOf(t, asked)}
          action={label(asked.action, asked.targets.length)}
          perform={reason => give(asked, reason)}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}

/** What is asked: the targets as they were when the dialog opened, so that what it says is what it does. */
interface Question {
  action: Exclude<TargetAction, 'retry'>;
  targets: TargetSummary[];
}

function wordsOf(
  t: Text,
  { action, targets }: Question,
): Pick<ReasonDialogProps, 'title' | 'consequences' | 'reason' | 'done'> {
  const count = targets.length;
  switch (action) {
    case 'skip':
      return {
        title: t('sweep.selection.skipTitle', { count }),
        consequences: [t('sweep.selection.skipWhat', { count })],
        reason: 'required',
        done: t('sweep.selection.skipped'),
      };
    case 'accept':
      return {
        title: t('sweep.selection.acceptTitle', { count }),
        consequences: [t('sweep.selection.acceptWhat')],
        reason: 'none',
        done: t('sweep.selection.accepted'),
      };
    default:
      return {
        title: t('sweep.rollback.selectedTitle', { count }),
        consequences: rollbackConsequences(t, countByStatus(targets)),
        reason: 'required',
        done: t('sweep.done.rollback'),
      };
  }
}

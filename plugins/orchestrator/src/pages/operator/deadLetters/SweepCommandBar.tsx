import { useApi } from '@backstage/core-plugin-api';
import type {
  DeadLetter,
  DeadLetterResult,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { orchestratorApiRef } from '../../../api';
import { useReasonField } from '../../../components/dialogs';
import { useText } from '../../../translation';
import { CommandBar } from './CommandBar';

const ACTIONS = ['retry', 'skip', 'rollback'] as const;

/** What can be done to the chosen dead letters of sweeps. */
export function SweepCommandBar(props: {
  chosen: DeadLetter[];
  onDone: (results: DeadLetterResult[]) => void;
  onClear: () => void;
}) {
  const { chosen, onDone, onClear } = props;
  const t = useText();
  const api = useApi(orchestratorApiRef);
  const reason = useReasonField();
  return (
    <CommandBar
      label={t('operator.letters.bar')}
      chosen={chosen.length}
      onClear={onClear}
      actions={ACTIONS.map(action => ({
        name: action,
        label: t(`operator.letters.${action}`, { n: String(chosen.length) }),
        ask: () => ({
          title: t(`operator.letters.${action}Title`, { count: chosen.length }),
          consequences: [
            t(`operator.letters.${action}What`),
            t('operator.letters.runs', { count: runsOf(chosen) }),
          ],
          fields: [reason],
          perform: async values => {
            const { runs } = await api.commandDeadLetters({
              body: {
                action,
                reason: values.reason,
                targets: chosen.map(({ target }) => ({
                  runId: target.runId,
                  targetId: target.id,
                })),
              },
            });
            onDone(runs);
          },
        }),
      }))}
    />
  );
}

function runsOf(letters: DeadLetter[]): number {
  return new Set(letters.map(({ target }) => target.runId)).size;
}

import { useApi } from '@backstage/core-plugin-api';
import type { TrainDeadLetter } from '@backstage-orchestrator/plugin-orchestrator-common';
import { orchestratorApiRef } from '../../../api';
import { useText } from '../../../translation';
import { useWhyNotAllowed } from '../../train/TrainContext';
import { CommandBar } from './CommandBar';
import {
  orderAll,
  takes,
  TRAIN_LETTER_ACTIONS,
  type TrainLetterResult,
} from './trainLetterOrders';
import { useTrainLetterQuestion } from './useTrainLetterQuestion';

/**
 * What can be done to the chosen dead letters of trains.
 *
 * @remarks It gives the commands of the trains, each with its own permission, decision and entry in the audit log: unlike
 * the targets of a sweep they have nothing that must happen to all of them or to none, but for a rollback, which one
 * command starts for all products of a train.
 */
export function TrainCommandBar(props: {
  chosen: TrainDeadLetter[];
  onDone: (results: TrainLetterResult[]) => void;
  onClear: () => void;
}) {
  const { chosen, onDone, onClear } = props;
  const t = useText();
  const api = useApi(orchestratorApiRef);
  const whyNotAllowed = useWhyNotAllowed();
  const ask = useTrainLetterQuestion();
  const actions = TRAIN_LETTER_ACTIONS.map(action => ({
    action,
    taking: chosen.filter(letter => takes(letter, action)),
  })).filter(({ taking }) => taking.length > 0);
  return (
    <CommandBar
      label={t('operator.trainLetters.bar')}
      chosen={chosen.length}
      onClear={onClear}
      actions={actions.map(({ action, taking }) => {
        const letters = taking.filter(({ mayOperate }) => mayOperate.allowed);
        return {
          name: action,
          label: t(`operator.trainLetters.${action}Many`, {
            n: String(letters.length),
          }),
          whyNot:
            letters.length === 0
              ? whyNotAllowed(taking[0].mayOperate)
              : undefined,
          ask: async () => ({
            ...(await ask(letters, action)),
            perform: async ({ note, reason = '' }) =>
              onDone(await orderAll(api, letters, action, note ?? reason)),
          }),
        };
      })}
    />
  );
}

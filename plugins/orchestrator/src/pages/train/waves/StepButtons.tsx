import Button from '@material-ui/core/Button';
import type {
  ActivationState,
  StepState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { Link as RouterLink } from 'react-router-dom';
import { CommandButton } from '../../../components/dialogs';
import { useOrchestratorPaths } from '../../../routes';
import { useText } from '../../../translation';
import { titleOf, useTrainPage, useWhyEnded } from '../TrainContext';
import { FailedStepButtons } from './FailedStepButtons';

/** What a person can do with a step: report on it, go through its runbook, try it again, or settle it by hand. */
export function StepButtons(props: {
  wave: string;
  product: string;
  step: StepState;
  activation: ActivationState;
}) {
  const { wave, product, step, activation } = props;
  const t = useText();
  const paths = useOrchestratorPaths();
  const { detail, send } = useTrainPage();
  const whyNot = useWhyEnded();
  const names = { step: step.title, product: titleOf(detail, product) };
  const failed =
    activation.status === 'failed' || activation.status === 'rollbackFailed';
  return (
    <>
      {step.runbook && step.status !== 'pending' && (
        <Button
          size="small"
          variant={step.status === 'running' ? 'contained' : 'text'}
          color="primary"
          component={RouterLink}
          to={paths.runbook(detail.id, wave, product, { step: step.id })}
          aria-label={t('train.waves.runbookOf', names)}
        >
          {t('train.waves.runbook')}
        </Button>
      )}
      {step.kind === 'manual' &&
        step.status === 'running' &&
        step.runbook === undefined && (
          <CommandButton
            size="small"
            variant="contained"
            color="primary"
            label={t('train.waves.manual')}
            fullLabel={t('train.waves.manualOf', names)}
            whyNot={whyNot}
            done={t('train.waves.manualReported')}
            ask={{
              title: t('train.waves.manualTitle', names),
              fields: [
                {
                  name: 'result',
                  label: t('train.waves.manualResult'),
                  kind: 'select',
                  initial: 'done',
                  options: [
                    { value: 'done', label: t('train.waves.manualDone') },
                    { value: 'failed', label: t('train.waves.manualFailed') },
                  ],
                },
                {
                  name: 'note',
                  label: t('train.waves.manualNote'),
                  kind: 'long',
                },
              ],
            }}
            perform={values =>
              send.product(product, {
                type: 'finishManualStep',
                wave,
                step: step.id,
                result: values.result === 'failed' ? 'failed' : 'done',
                note: values.note,
              })
            }
          />
        )}
      {step.status === 'failed' && failed && (
        <FailedStepButtons
          names={names}
          wave={wave}
          whyNot={whyNot}
          order={command => send.product(product, command)}
        />
      )}
    </>
  );
}

import { CARL } from '../people';
import { onProduct, REASON, some, type Act } from './Act';

/** A manual step, or one step of its runbook. */
export const byHand: Act = context => {
  const { random, view } = context;
  const found = some(
    random,
    view.steps.filter(({ step }) => step.kind === 'manual'),
  );
  if (!found) {
    return undefined;
  }
  const { product, wave, step } = found;
  const result = random.chance(0.9) ? 'done' : 'failed';
  const ticked = step.ticks.filter(one => one.result === 'done').length;
  return onProduct(
    context,
    product,
    step.runbook
      ? {
          type: 'tickRunbook',
          wave,
          step: step.id,
          runbookStep:
            step.runbook.steps[
              random.chance(0.9) ? ticked : random.int(0, 1)
            ] ?? 'look',
          result,
          by: CARL,
          onCall: [],
        }
      : {
          type: 'finishManualStep',
          wave,
          step: step.id,
          result,
          by: CARL,
          note: REASON,
        },
  );
};

export const repair: Act = context => {
  const { random, view } = context;
  const found = some(
    random,
    view.steps.filter(({ step }) => step.status === 'failed'),
  );
  return (
    found &&
    onProduct(
      context,
      found.product,
      random.chance(0.6)
        ? { type: 'retryStep', wave: found.wave, by: CARL }
        : { type: 'settleStep', wave: found.wave, by: CARL, note: REASON },
    )
  );
};

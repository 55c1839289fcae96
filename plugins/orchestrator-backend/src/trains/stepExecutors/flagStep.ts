import type { FlagProvider } from '@backstage-orchestrator/plugin-orchestrator-node';
import type { StepExecutor } from '../StepHandler';

/** Turns a flag on for the segment of a wave, or off again. */
export function flagStep(provider: () => FlagProvider): StepExecutor {
  return async ({ train, step, wave }) => {
    const { flag } = step;
    if (!flag) {
      throw new Error('Not a flag');
    }
    const owner = { run: train.id, wave: wave.id };
    if (flag.set === 'on') {
      await provider().set(flag.key, {
        ...owner,
        segment: wave.segment,
        variant: flag.variant,
      });
    } else {
      await provider().unset(flag.key, owner);
    }
  };
}

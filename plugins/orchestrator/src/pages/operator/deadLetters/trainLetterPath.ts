import type { TrainDeadLetter } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { pathsBelow } from '../../../routes';

/** Where in its train a dead letter is. */
export function trainLetterPath(
  paths: ReturnType<typeof pathsBelow>,
  { trainId, kind }: TrainDeadLetter,
): string {
  return paths.train(trainId, kind === 'step' ? 'waves' : 'communications');
}

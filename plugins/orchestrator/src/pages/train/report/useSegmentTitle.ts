import { useText } from '../../../translation';
import { useTrainPage } from '../TrainContext';
import type { Persona } from '@backstage-orchestrator/plugin-orchestrator-common';

/** Names the readers of a note: a wave by its title, or a persona. */
export function useSegmentTitle(): (segment: string) => string {
  const t = useText();
  const { detail } = useTrainPage();
  return segment =>
    detail.train.manifest.spec.waves.find(({ id }) => id === segment)?.title ??
    t(`trainState.persona.${segment as Persona}`);
}

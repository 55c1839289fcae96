import { PERSONAS, type TrainManifest } from './train';

/** Who a note may be for: the waves of a train, and the personas of messages. @public */
export function noteSegments({ spec }: Pick<TrainManifest, 'spec'>): string[] {
  return [...spec.waves.map(({ id }) => id), ...PERSONAS];
}

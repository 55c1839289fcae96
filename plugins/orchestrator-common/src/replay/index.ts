export { Replay, type Fold } from './Replay';
export { sweepFold, type SweepMoment } from './sweepFold';
export { trainFold, type TrainMoment } from './trainFold';
export type { KnowsEvent, ReplayEvent, ReplayGaps } from './types';

import type {
  ForecastWave,
  TrainForecastHistory,
  WaveRisk,
} from './trainTypes';

/** How likely a wave is to be halted, and to be taken back, by how earlier ones went. */
export function waveRisk(
  { layers, analysed, onFailure }: ForecastWave,
  history: TrainForecastHistory,
): WaveRisk {
  const { stepFailureShare, analysisHaltShare, personHaltShare } = history;
  const steps = layers.flat(2).length;
  const byItself = either(
    1 - (1 - stepFailureShare) ** steps,
    analysed ? analysisHaltShare : 0,
  );
  const haltShare = either(byItself, personHaltShare);
  // With `onFailure: rollback` nobody is asked.
  const takenBack = onFailure === 'rollback' ? byItself : 0;
  return {
    haltShare: rounded(haltShare),
    rollbackShare: rounded(
      takenBack + (haltShare - takenBack) * history.rollbackShare,
    ),
  };
}

/** How likely it is that one of several things happens, none of which makes another one likelier. */
export function either(...shares: number[]): number {
  return 1 - shares.reduce((none, share) => none * (1 - share), 1);
}

/** A share to a tenth of a percent. */
export function rounded(share: number): number {
  return Math.round(1000 * share) / 1000;
}

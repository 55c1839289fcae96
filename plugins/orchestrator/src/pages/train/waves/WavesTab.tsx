import { LiveIndicator } from '../../../components/LiveIndicator';
import { useHashTarget } from '../../../components/useHashTarget';
import { useTrainMetrics } from '../../../data';
import { useTrainPage } from '../TrainContext';
import { WaveCard } from './WaveCard';
import { WaveControls } from './WaveControls';

/** How far is each wave, and does it bear it? The wave under way first to act on, all of them in their order. */
export function WavesTab() {
  useHashTarget();
  const { detail } = useTrainPage();
  const started = detail.train.waves.some(({ startedAt }) => startedAt);
  const metrics = useTrainMetrics(detail.id, started);
  return (
    <>
      {started && <LiveIndicator query={metrics} />}
      <WaveControls />
      {detail.train.waves.map(wave => (
        <WaveCard
          key={wave.id}
          wave={wave}
          series={(metrics.value ?? []).filter(one => one.wave === wave.id)}
        />
      ))}
    </>
  );
}

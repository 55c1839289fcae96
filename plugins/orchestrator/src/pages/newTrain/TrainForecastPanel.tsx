import { DraftPanel } from '../../components/DraftPanel';
import { useText } from '../../translation';
import { TrainForecastView } from '../train/forecast';
import type { TrainDraft } from './useTrainDraft';

/** When the train of the manifest would do what, if it were planned now. */
export function TrainForecastPanel({ draft }: { draft: TrainDraft }) {
  const t = useText();
  const { forecast, preview, valid, timezone } = draft;
  return (
    <DraftPanel
      title={t('newTrain.forecast.title')}
      query={forecast}
      waits={valid && !preview.error ? undefined : t('newTrain.forecast.waits')}
    >
      {value => <TrainForecastView forecast={value} timezone={timezone} />}
    </DraftPanel>
  );
}

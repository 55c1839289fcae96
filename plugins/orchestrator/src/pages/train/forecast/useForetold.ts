import type { TrainForecast } from '../../../data';
import { useTrainPage } from '../TrainContext';

/**
 * The forecast of the train of the page, for dates of what waits; undefined where none is at hand, or where somebody
 * has to clear something away first: nobody can tell when that is.
 */
export function useForetold(): TrainForecast | undefined {
  const forecast = useTrainPage().forecast.value?.forecast;
  return forecast && forecast.assumes.length === 0 ? forecast : undefined;
}

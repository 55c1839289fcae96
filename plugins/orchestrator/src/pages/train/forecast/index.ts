export { TrainForecastSection } from './TrainForecastSection';
export { percentText, TrainForecastView } from './TrainForecastView';
export { useForetold } from './useForetold';

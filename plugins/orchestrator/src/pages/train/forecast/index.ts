export { TrainForecastSection } from './TrainForecastSection';
export { percentText, TrainForecastView } from './TrainForecastView';

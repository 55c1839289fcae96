export { forecastPlan, forecastPlanOf } from './forecastPlan';
export {
  finishSpread,
  foreseeRun,
  forecastRun,
  type ForeseenRun,
} from './forecastRun';
export { forecastTrain } from './forecastTrain';
export { measureTrain } from './measureTrain';
export { NO_HISTORY, historyOf, type Measured } from './priors';
export { seededRandom } from './seededRandom';
export { spreadOf, valueAt, type Spread } from './spread';
export { trainForecastPlan, trainForecastPlanOf } from './trainForecastPlan';
export {
  NO_TRAIN_HISTORY,
  trainHistoryOf,
  type TrainMeasured,
} from './trainPriors';
export * from './trainTypes';
export * from './types';

export { forecastPlan, forecastPlanOf } from './forecastPlan';
export { forecastRun } from './forecastRun';
export { NO_HISTORY, historyOf, type Measured } from './priors';
export { seededRandom } from './seededRandom';
export { spreadOf, valueAt, type Spread } from './spread';
export * from './types';

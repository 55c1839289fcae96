export { TrainReportTab } from './TrainReportTab';

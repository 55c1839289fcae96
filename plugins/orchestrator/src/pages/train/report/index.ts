export { FollowUp } from './FollowUps';
export { TrainReportTab } from './TrainReportTab';

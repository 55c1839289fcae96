export { FollowUp, FollowUpFacts } from './FollowUps';
export { TrainReportTab } from './TrainReportTab';

export { TrainEventsTab } from './TrainEventsTab';

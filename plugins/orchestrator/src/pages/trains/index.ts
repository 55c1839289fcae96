export { NewTrainButton } from './NewTrainButton';
export { TrainsPage } from './TrainsPage';
export { TrainRows } from './TrainRows';

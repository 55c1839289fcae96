export { flagTests } from './flagTests';
export { Trains, type TrainTools } from './Trains';

export { Trains, type TrainTools } from './Trains';

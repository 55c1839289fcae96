export { flagTests } from './flagTests';
export { Trains, type Crew, type TrainTools } from './Trains';

export { flagTests } from './flagTests';
export { ProductCommits } from './ProductCommits';
export { Trains, type Crew, type TrainTools } from './Trains';

export { NewSweepPage } from './NewSweepPage';

export { DiffsTab } from './DiffsTab';

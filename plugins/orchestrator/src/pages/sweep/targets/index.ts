export { TargetsTab } from './TargetsTab';

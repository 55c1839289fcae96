export { ReplayTab } from './ReplayTab';

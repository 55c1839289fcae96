export { CommunicationsTab } from './CommunicationsTab';
export { Communication } from './Communication';

export { CommunicationsTab } from './CommunicationsTab';

export { CommunicationsTab } from './CommunicationsTab';
export { Communication, Message } from './Communication';

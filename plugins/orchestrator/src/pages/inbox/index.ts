export { InboxPage } from './InboxPage';
export { trainItemPath } from './trainItemPath';

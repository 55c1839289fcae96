export { RunbookPage } from './RunbookPage';
export { runbookOf } from './runbookOf';

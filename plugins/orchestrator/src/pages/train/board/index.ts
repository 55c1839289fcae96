export { BoardTab } from './BoardTab';
export { BoardTable, type BoardRowData } from './BoardTable';

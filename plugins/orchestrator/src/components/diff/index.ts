export { DiffCounts } from './DiffFile';
export { DiffViewer, DiffViewSwitch } from './DiffViewer';

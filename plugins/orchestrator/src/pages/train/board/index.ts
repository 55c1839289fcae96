export { BoardTab } from './BoardTab';
export { BoardTable, type BoardRowData } from './BoardTable';
export { cellText } from './cellAddress';
export { CriterionPanel } from './CriterionPanel';
export { findCriterion } from './findCriterion';
export { GatePanel } from './GatePanel';

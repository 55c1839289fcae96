export { buildReport, type ReportedRun } from './buildReport';
export { reportCsv } from './reportCsv';
export { reportMarkdown } from './reportMarkdown';
export { reportSummary } from './reportSummary';

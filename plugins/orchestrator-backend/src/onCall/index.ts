export { AnnotationOnCallSource } from './AnnotationOnCallSource';
export { OnCallLookup, type OnCallFinding } from './OnCallLookup';
export { PagerDutySource, type PagerDutyAccount } from './PagerDutySource';

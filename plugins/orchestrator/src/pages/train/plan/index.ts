export { PlanTab } from './PlanTab';
export { ReadinessButtons } from './ReadinessButtons';

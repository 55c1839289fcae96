export { TargetDrawer } from './TargetDrawer';
export { ChangeLink } from './TargetFacts';

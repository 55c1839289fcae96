export { TargetDiff } from './TargetDiff';
export { TargetDrawer } from './TargetDrawer';
export { ChangeLink } from './TargetFacts';

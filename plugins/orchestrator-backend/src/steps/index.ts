export { applySteps } from './applySteps';
export { runCommand, type CommandSpec } from './runStep';
export { type StepContext } from './StepContext';
export { stepFailure } from './stepFailure';
export { holds, render } from './templates';
export { templateValues, type StepResult, type TemplateValues } from './values';
export { Workspace } from './Workspace';

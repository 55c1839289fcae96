export { WavesTab } from './WavesTab';
export { StepButtons } from './StepButtons';

export { WavesTab } from './WavesTab';
export { StepButtons } from './StepButtons';
export { WaveAnalysisView } from './WaveAnalysisView';

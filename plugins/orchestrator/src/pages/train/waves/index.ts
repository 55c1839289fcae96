export { WavesTab } from './WavesTab';

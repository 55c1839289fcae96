export { RunReplay } from './RunReplay';

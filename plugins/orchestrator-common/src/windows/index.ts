export type { Window, WindowState } from './types';
export { validateWindows, windowState } from './windowState';
export { windowRepetition, type WindowRepetition } from './windowRepetition';
export { windowRanges } from './windowRanges';
export { windowStretches } from './windowStretches';

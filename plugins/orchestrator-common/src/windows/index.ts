export type { Window, WindowState } from './types';
export { validateWindows, windowState } from './windowState';
export { windowRepetition, type WindowRepetition } from './windowRepetition';
export { windowStretches } from './windowStretches';

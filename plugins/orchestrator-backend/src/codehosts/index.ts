export { createCodeHosts, type CodeHosts } from './createCodeHosts';
export * from './local';
export {
  OpenChangesObserver,
  type OpenChangesObserverOptions,
  type SeenChange,
} from './OpenChangesObserver';

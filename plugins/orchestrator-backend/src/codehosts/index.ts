export * from './local';
export {
  OpenChangesObserver,
  type OpenChangesObserverOptions,
  type SeenChange,
} from './OpenChangesObserver';

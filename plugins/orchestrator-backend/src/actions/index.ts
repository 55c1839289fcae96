export { registerActions, type ActionServices } from './registerActions';

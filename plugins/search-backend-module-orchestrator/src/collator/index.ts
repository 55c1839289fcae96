export { RunCollatorFactory } from './RunCollatorFactory';

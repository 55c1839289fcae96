export { OperatorPage } from './OperatorPage';

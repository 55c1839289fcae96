export { SweepsPage } from './SweepsPage';

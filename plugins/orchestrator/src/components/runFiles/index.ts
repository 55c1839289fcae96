export { ExportDialog } from './ExportDialog';
export { ImportButton } from './ImportButton';

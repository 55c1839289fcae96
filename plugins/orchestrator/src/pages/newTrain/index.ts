export { NewTrainPage } from './NewTrainPage';
export { TrainPreviewPanel } from './TrainPreviewPanel';
export { useTrainDraft, type TrainDraft } from './useTrainDraft';

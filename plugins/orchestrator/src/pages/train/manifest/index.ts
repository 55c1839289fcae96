export { TrainManifestTab } from './TrainManifestTab';

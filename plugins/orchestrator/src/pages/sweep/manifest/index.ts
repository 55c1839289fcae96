export { ManifestTab } from './ManifestTab';

export {
  ARCHIVED_ANNOTATION,
  PATH_ANNOTATION,
  REPOSITORY_ANNOTATION,
} from './annotations';
export {
  CatalogTargets,
  type CatalogTargetsOptions,
  type TargetPreview,
} from './CatalogTargets';
export { EntityLookup } from './EntityLookup';
export { ProductRepositories } from './ProductRepositories';
export { RepositoryResolver, type ServedHosts } from './RepositoryResolver';
export { targetIdOf } from './targetId';
export { CatalogProducts } from './CatalogProducts';

export {
  activationLayers,
  coupledProducts,
  directDependencies,
  findCycle,
  rollbackLayers,
  type DependencyEdge,
} from './graph';

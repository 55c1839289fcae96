export { EntityOrchestratorCard } from './EntityOrchestratorCard';
export { EntityOrchestratorContent } from './EntityOrchestratorContent';

export { HomeOrchestratorCard } from './HomeOrchestratorCard';

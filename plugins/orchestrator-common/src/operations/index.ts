export {
  assessEngine,
  type EngineAssessment,
  type EngineFinding,
  type EngineLevel,
} from './assessEngine';

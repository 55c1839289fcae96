export { orchestratorApiRef } from './orchestratorApiRef';

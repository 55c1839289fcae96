export { OpaEngine, type OpaServer } from './OpaEngine';
export { policyResult } from './policyResult';

export * from './sweep';
export { MANIFEST_API_VERSION } from './common';
export { canonicalJson } from './canonicalJson';
export { changeDigest } from './changeDigest';
export { manifestJsonSchema, type JsonSchema } from './jsonSchema';
export { describeInput } from './describeInput';
export type { FieldPath } from './fieldPath';
export { MAX_MANIFEST_BYTES } from './limits';
export {
  MANIFEST_KINDS,
  parseManifest,
  type ManifestResult,
} from './parseManifest';
export {
  sweepTemplates,
  SWEEP_VALUE_NAMES,
  type SweepTemplate,
} from './sweepTemplates';

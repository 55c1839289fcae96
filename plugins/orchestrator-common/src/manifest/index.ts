export * from './sweep';
export * from './train';
export {
  METRIC_SOURCES,
  segmentSchema,
  signOffRuleSchema,
  trainMetricSchema,
  type Segment,
  type SignOffRule,
  type TrainMetric,
} from './trainFields';
export * from './trainGates';
export * from './trainProducts';
export { isRefName } from './gitNames';
export { trainWindows } from './checkTrain';
export { noteSegments } from './noteSegments';
export {
  NOTES_VALUE_NAMES,
  REF_VALUE_NAMES,
  TRAIN_VALUE_NAMES,
} from './trainValueNames';
export { MANIFEST_API_VERSION } from './common';
export { canonicalJson } from './canonicalJson';
export { changeDigest } from './changeDigest';
export { manifestJsonSchema, type JsonSchema } from './jsonSchema';
export { describeInput } from './describeInput';
export type { FieldPath } from './fieldPath';
export { MAX_MANIFEST_BYTES } from './limits';
export type { ReadDocument } from './readDocument';
export type { TextPlace } from './yamlPlaces';
export {
  MANIFEST_KINDS,
  parseManifest,
  type ManifestByKind,
  type ManifestKind,
  type ManifestResult,
} from './parseManifest';
export {
  sweepTemplates,
  SWEEP_VALUE_NAMES,
  type SweepTemplate,
} from './sweepTemplates';

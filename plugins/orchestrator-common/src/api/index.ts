export * from './client';
export * from './flagSchemas';
export { buildOpenApiDocument, type OpenApiDocument } from './openapi';
export * from './pacingSchemas';
export type {
  RouteDefinition,
  RouteInput,
  RouteOutput,
  RoutePart,
} from './route';
export * from './routes';
export {
  bytesOf,
  MAX_RUN_FILE_BYTES,
  RUN_FILE_TYPE,
  type RunFile,
} from './runFile';
export * from './schemas';
export * from './signals';
export * from './trainForecastSchemas';
export * from './trainSchemas';

export * from './client';
export { buildOpenApiDocument, type OpenApiDocument } from './openapi';
export * from './route';
export * from './routes';
export * from './schemas';
export * from './signals';

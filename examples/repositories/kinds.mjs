// The kinds of module and the habits that several modules share.

/** Ways in which a Node module says which Node it runs on. */
export const NODE_20 = {
  engines: '>=20',
  nvmrc: '20',
  image: 'node:20-alpine',
  ci: '20',
};
export const NODE_20_EXACT = {
  engines: '^20.11.0',
  nvmrc: '20.11.1',
  image: 'node:20.11-alpine3.19',
  ci: "'20.11'",
};
export const NODE_20_DEBIAN = {
  engines: '20.x',
  nvmrc: 'v20',
  image: 'node:20-bookworm-slim',
  ci: '20',
};
export const NODE_22 = {
  engines: '>=22',
  nvmrc: '22',
  image: 'node:22-alpine',
  ci: '22',
};

/** Lines of config/service.yaml that say what is logged. */
export const VERBOSE = [
  '# debug, info or verbose; verbose writes the bodies of requests',
  'log_level: verbose',
];
export const VERBOSE_FOR_SUPPORT = [
  'log_level: verbose # asked for by support, 2023-11-14',
];
export const OLD_INFO = ['log_level: info'];
export const NEW_INFO = ['logging:', '  level: info'];

export const OLD_REQUEST_ID = {
  node: ['node', 'node-ci', 'node-old-request-id'],
  python: ['python', 'python-old-request-id'],
  go: ['go', 'go-old-request-id'],
};

export const node = options => ({
  language: 'node',
  layers: ['node', 'node-ci'],
  runtime: NODE_20,
  logger: '^8.16.0',
  log: VERBOSE,
  ...options,
});
export const typescript = options => ({
  ...node({ runtime: NODE_22, logger: '^9.5.0', log: NEW_INFO }),
  language: 'typescript',
  layers: ['node-ts', 'node-ci'],
  ...options,
});
export const library = options => ({
  language: 'library',
  layers: ['node-library', 'node-ci'],
  runtime: NODE_20,
  ...options,
});
export const python = options => ({
  language: 'python',
  layers: ['python'],
  python: '3.11',
  log: VERBOSE,
  ...options,
});
export const go = options => ({ language: 'go', layers: ['go'], ...options });
export const java = options => ({
  language: 'java',
  layers: ['java'],
  ...options,
});

export * from './problemOf';
export * from './queries';
export * from './useCommand';
export * from './useLiveRefresh';
export * from './useNotify';
export * from './usePages';
export * from './useQuery';
export * from './useUrlFilters';

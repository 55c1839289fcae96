export * from './actor';
export * from './change';
export * from './failure';
export * from './gateResult';
export * from './run';
export * from './target';

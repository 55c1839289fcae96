export * from './envelope';
export * from './runEvents';
export * from './targetEvents';
export * from './criterionEvents';
export * from './gateEvents';
export * from './productEvents';
export * from './trainEvents';

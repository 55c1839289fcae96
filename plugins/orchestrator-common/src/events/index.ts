export * from './envelope';
export * from './runEvents';
export * from './targetEvents';

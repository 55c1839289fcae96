export * from './runDocument';

import pino from 'pino';
import { logLevelOf } from './config.js';

export function createLogger(config) {
  return pino({ name: config.service.name, level: logLevelOf(config) });
}

import { pino } from 'pino';
import { logLevelOf } from './config.ts';
import type { Config } from './config.ts';

export function createLogger(config: Config) {
  return pino({ name: config.service.name, level: logLevelOf(config) });
}

import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** Reads config/service.yaml. */
export function readConfig(file = new URL('../config/service.yaml', import.meta.url)) {
  return parse(readFileSync(file, 'utf8'));
}

/** `log_level` is the key of configuration files before 2024; its `verbose` is called debug now. */
export function logLevelOf(config) {
  const level = config.logging?.level ?? config.log_level ?? 'info';
  return level === 'verbose' ? 'debug' : level;
}

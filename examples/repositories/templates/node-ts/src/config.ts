import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

export interface Config {
  service: { name: string; port: number };
  logging?: { level: string };
  log_level?: string;
}

/** Reads config/service.yaml. */
export function readConfig(file = new URL('../config/service.yaml', import.meta.url)): Config {
  return parse(readFileSync(file, 'utf8'));
}

/** `log_level` is the key of configuration files before 2024; its `verbose` is called debug now. */
export function logLevelOf(config: Config): string {
  const level = config.logging?.level ?? config.log_level ?? 'info';
  return level === 'verbose' ? 'debug' : level;
}

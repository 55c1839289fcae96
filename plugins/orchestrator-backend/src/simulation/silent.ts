import type { LoggerService } from '@backstage/backend-plugin-api';

/** What processes of a simulation would log is not kept: its steps are its log. */
export const SILENT: LoggerService = {
  error: () => {},
  warn: () => {},
  info: () => {},
  debug: () => {},
  child: () => SILENT,
};

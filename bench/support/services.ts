import type { LoggerService } from '@backstage/backend-plugin-api';

/** A logger that says nothing but errors. */
export const silence: LoggerService = {
  error: (message, meta) => console.error(String(message), meta ?? ''),
  warn: () => {},
  info: () => {},
  debug: () => {},
  child: () => silence,
};

/** A service of Backstage that nothing that is measured may need: using it is a mistake of the benchmark. */
export function unused<TService extends object>(name: string): TService {
  const target: object = {};
  return new Proxy(target, {
    get() {
      throw new Error(`The benchmark has no ${name}`);
    },
  }) as TService;
}

// Plain JavaScript, because the launcher starts it with a loader that only knows TypeScript from here on.
import { createRequire } from 'node:module';

const { main } = createRequire(import.meta.url)('./soak/main.ts');

// In case all goes quiet before the end: that is no success.
process.exitCode = 1;
main(process.argv.slice(2)).then(
  passed => process.exit(passed ? 0 : 1),
  error => {
    console.error(error instanceof Error ? error.stack : error);
    process.exit(1);
  },
);

// Plain JavaScript, because the launcher starts it with a loader that only knows TypeScript from here on.
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const { main } = createRequire(import.meta.url)('./main.ts');

// In case all goes quiet before the end: that is no success.
process.exitCode = 1;
main(process.argv.slice(2), fileURLToPath(import.meta.url)).then(
  code => process.exit(code),
  error => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);

import { json } from 'node:stream/consumers';

/** Does the work of a `ScriptProcess` with what it was told; where it fails, the process ends with the reason. */
export function runScript<T>(main: (told: T) => Promise<void>): void {
  json(process.stdin)
    .then(told => main(told as T))
    .catch(error => {
      process.stderr.write(`${error?.stack}\n`);
      process.exit(1);
    });
}

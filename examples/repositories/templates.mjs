import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = fileURLToPath(new URL('.', import.meta.url));

/** All files below a folder of this example: path with `/` to text. Missing folders are empty. */
export function readFolder(folder) {
  const root = join(HERE, folder);
  const files = new Map();
  if (!statSync(root, { throwIfNoEntry: false })) {
    return files;
  }
  for (const path of readdirSync(root, { recursive: true }).sort()) {
    if (statSync(join(root, path)).isFile()) {
      // A checkout on Windows may have other line ends; the repositories must not.
      files.set(
        path.split(sep).join('/'),
        readFileSync(join(root, path), 'utf8').replaceAll('\r\n', '\n'),
      );
    }
  }
  return files;
}

/** Fills in `{{name}}`. GitHub's own `${{ name }}` has blanks, and is left alone. */
export function render(text, values) {
  return text.replace(/\{\{(\w+)\}\}/g, (_, name) => {
    if (values[name] === undefined) {
      throw new Error(`A template asks for ${name}, which is not given`);
    }
    return values[name];
  });
}
